import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { defaultSettings } from '../../src/config/settings.js'
import type { Figure, Stage, Target } from './figure.js'
import { startDaemon } from './start-daemon.js'
import { startPm2 } from './start-pm2.js'

const usualFirstMs = 30_000
/** Longer than the cool-down after which guardian tries once more. */
const usualSecondMs = 150_000
/** pm2 takes for stable what lives for a second. */
const lives = { 'dies at once': 0.1, 'dies after 1.5 s': 1.5 }

/** A gopls that dies for ever: how often it is started, all of it at the same time. */
export async function measureCrashLoop(stage: Stage): Promise<readonly Figure[]> {
  const [firstMs, secondMs] = stage.isQuick ? [8_000, 2_000] : [usualFirstMs, usualSecondMs]
  const trials = await Promise.all(
    Object.entries(lives).map(([name, seconds], index) => begin(stage, `loop-${index}`, name, seconds)),
  )
  await delay(firstMs)
  const first = await Promise.all(trials.map(({ count }) => count()))
  await delay(secondMs)
  const all = await Promise.all(trials.map(({ count }) => count()))
  const mostAtFirst: Target = { of: 100, limit: defaultSettings.restart.maxFailures, rule: 'maxFailures' }
  return trials.flatMap(({ name }, index) => {
    const [early = [], total = []] = [first[index], all[index]]
    const late = total.map((starts, who) => starts - (early[who] ?? 0))
    return [
      compare(`crash loop: ${name}, starts in ${firstMs / 1000} s`, early, [mostAtFirst]),
      compare(`crash loop: ${name}, starts in ${secondMs / 1000} s after`, late, []),
    ]
  })
}

function compare(name: string, counts: readonly number[], targets: readonly Target[]): Figure {
  const [guardian = Number.NaN, pm2 = Number.NaN] = counts
  return {
    name,
    series: [
      { of: 'guardian', values: [guardian], targets },
      { of: 'pm2', values: [pm2], isAlternative: true },
    ],
  }
}

async function begin(stage: Stage, folderName: string, name: string, lifeSeconds: number) {
  const folder = join(stage.folder, folderName)
  await mkdir(folder)
  const doomed = [await writeDoomed(stage, folder, 'guarded', lifeSeconds)]
  await startDaemon({ ...stage, folder, gopls: doomed[0]?.script ?? '' })
  doomed.push(await writeDoomed(stage, folder, 'kept', lifeSeconds))
  await startPm2({ ...stage, folder }, doomed.slice(1))
  return { name, count: () => Promise.all(doomed.map(({ starts }) => countLines(starts))) }
}

/** Says which version it is as the real one does, and does nothing else for long. */
async function writeDoomed({ gopls }: Stage, folder: string, name: string, lifeSeconds: number) {
  const [script, starts] = [join(folder, name), join(folder, `${name}.starts`)]
  const text = `#!/bin/sh
if [ "$1" = version ]; then exec '${gopls}' "$@"; fi
echo started >>'${starts}'
sleep ${lifeSeconds}
exit 3
`
  await writeFile(script, text, { mode: 0o755 })
  return { name, script, starts }
}

async function countLines(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.split('\n').length - 1
}
