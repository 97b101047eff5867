import { GoplsObserver } from '../../src/gopls/observe/gopls-observer.js'
import { recogniseGopls } from '../../src/gopls/observe/recognise-gopls.js'
import { readEveryResult, selectNamed } from '../../src/host/macos-ps.js'
import { openProcessTable } from '../../src/host/open-process-table.js'
import { readLookTime } from '../../src/host/process-age.js'
import type { Figure, Series, Stage } from './figure.js'
import { measureLongestBlock } from './loop-block.js'
import { startSleepers } from './sleepers.js'

const processes = 1_000
const cpuTarget = { of: 50, limit: 30 } as const
const blockedTarget = { of: 50, limit: 10 } as const

/** One look for the gopls of others among a thousand processes. */
export async function measureObserve(stage: Stage): Promise<readonly Figure[]> {
  await startSleepers(stage, processes)
  const table = await openProcessTable(process.platform)
  const observer = new GoplsObserver({
    table,
    platform: process.platform,
    readTime: readLookTime,
    isOurs: () => false,
  })
  const text = writePsOutput()
  const looks = stage.isQuick ? 5 : 50
  const here = await measureLooks(`this computer (${process.platform})`, looks, () => observer.look())
  const macos = await measureLooks('output of ps, 1 MB', looks, () => {
    const rows = readEveryResult({ ok: true, stdout: text, stderr: '' })
    return recogniseGopls(selectNamed(rows, 'gopls'), () => false, readLookTime())
  })
  return [
    {
      name: `observe: a look at ${processes} processes, CPU ms`,
      series: [here.cpu, macos.cpu].map(series => ({ ...series, targets: [cpuTarget] })),
    },
    {
      name: 'observe: the loop is blocked, ms',
      series: [here.blocked, macos.blocked].map(series => ({ ...series, targets: [blockedTarget] })),
    },
  ]
}

interface Measured {
  readonly cpu: Series
  readonly blocked: Series
}

async function measureLooks(of: string, looks: number, look: () => unknown): Promise<Measured> {
  const cpuMs: number[] = []
  const blockedMs: number[] = []
  await look()
  for (let count = 0; count < looks; count += 1) {
    const lookOnce = async (): Promise<void> => {
      const before = process.cpuUsage()
      await look()
      const { user, system } = process.cpuUsage(before)
      cpuMs.push((user + system) / 1_000)
    }
    blockedMs.push(await measureLongestBlock(lookOnce))
  }
  return { cpu: { of, values: cpuMs }, blocked: { of, values: blockedMs } }
}

/** What ps of macOS prints for as many helpers of an editor, each with a long command line. */
function writePsOutput(): string {
  const helper = `/Applications/Visual Studio Code.app/Contents/MacOS/Code Helper --type=renderer ${'--flag=value '.repeat(75)}`
  const lines = Array.from({ length: processes }, (_, index) => {
    const command = index % 100 === 7 ? '/Users/ann/go/bin/gopls -mode=stdio' : helper
    const pid = 1_000 + index
    return `  ${pid}  ${pid - (index % 10)}  ${pid} S    Mon Jan  5 08:00:00 2026       1:08.04   20000 ${command}`
  })
  return lines.join('\n')
}
