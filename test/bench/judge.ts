import { join } from 'node:path'
import { defaultSettings } from '../../src/config/settings.js'
import { addObservation, type Evidence, noEvidence, type Observation } from '../../src/core/evidence.js'
import { judge } from '../../src/core/judge.js'
import { compareStacks } from '../../src/core/stacks.js'
import { lookInside } from '../../src/gopls/look-inside.js'
import { serveGopls } from '../fake-gopls/served-gopls.js'
import { openEditor } from '../real/open-editor.js'
import type { Figure, Stage } from './figure.js'
import { waitForFirstAnswer } from './first-answer.js'

/** What judging costs: 1,000 instances at one look, and the closer look at one of them. */
export async function measureJudge(stage: Stage): Promise<readonly Figure[]> {
  return [measureVerdicts(stage), await measureSuspicion(stage)]
}

const instanceCount = 1_000
const policy = { hang: defaultSettings.hang, failures: defaultSettings.probe.failures, idleConfirms: false }

/** The alternative does nothing but read what a verdict rests on. */
function measureVerdicts(stage: Stage): Figure {
  const guardian: number[] = []
  const reading: number[] = []
  const instances = Array.from({ length: instanceCount }, (_, index) => collect(index))
  const texts = instances.map(evidence => JSON.stringify(evidence))
  for (let round = 0; round < (stage.isQuick ? 20 : 200); round += 1) {
    const judgedMs = performance.now()
    for (const [index, evidence] of instances.entries())
      judge(addObservation(evidence, observe(index, 4)), policy)
    guardian.push(performance.now() - judgedMs)
    const readMs = performance.now()
    for (const text of texts) JSON.parse(text)
    reading.push(performance.now() - readMs)
  }
  return {
    name: `judge: ${instanceCount} instances at one look, ms`,
    series: [
      { of: 'guardian', values: guardian, targets: [{ of: 100, limit: 20 }] },
      { of: 'reading evidence', values: reading, isAlternative: true },
    ],
  }
}

/** Three looks: of every three instances one answers, one is silent, one is silent and uses CPU. */
function collect(index: number): Evidence {
  return [1, 2, 3].map(look => observe(index, look)).reduce(addObservation, noEvidence)
}

function observe(index: number, look: number): Observation {
  const pending = { method: 'gopls/sessions', ageMs: look * 5_000 }
  return {
    atMs: look * 5_000,
    observer: 'fit',
    process: {
      state: 'sleeping',
      traced: false,
      cpuMs: index % 3 === 2 ? look * 4_000 : 0,
      residentBytes: 500_000_000,
      children: [],
    },
    conversation: {
      pending: index % 3 === 0 ? null : pending,
      lastAnswerAgeMs: 1_000,
      progressAgeMs: null,
      awaitsClient: null,
      usualMs: 2,
    },
  }
}

/** The CPU time of ours for one suspicion: two dumps of a real gopls that has a session, and their comparison. */
async function measureSuspicion(stage: Stage): Promise<Figure> {
  const scope = { teardown: stage.atEnd }
  const socketPath = join(stage.folder, 'judge.sock')
  serveGopls(scope, stage.gopls, socketPath)
  await waitForFirstAnswer(socketPath)
  await (await openEditor(scope, socketPath)).hover()
  const guardian: number[] = []
  const dumping: number[] = []
  for (let round = 0; round < (stage.isQuick ? 10 : 50); round += 1) {
    const began = process.cpuUsage()
    const first = await dump(socketPath)
    const second = await dump(socketPath)
    dumping.push(cpuMsSince(began))
    compareStacks(first, second)
    guardian.push(cpuMsSince(began))
  }
  return {
    name: 'suspicion: two dumps and their comparison, ms CPU',
    series: [
      { of: 'guardian', values: guardian, targets: [{ of: 100, limit: 50 }] },
      { of: 'the dumps alone', values: dumping, isAlternative: true },
    ],
  }
}

async function dump(socketPath: string): Promise<string> {
  const result = await lookInside(socketPath, 10_000)
  if (!result.ok) throw new Error(`no stacks: ${result.reason}`)
  return result.goroutines
}

function cpuMsSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1_000
}
