// A small launchd for tests:
//   launchd.js --socket PATH --home DIR [--speed N] [--fault NAME[=VALUE]]… [--env NAME=VALUE]… [--boot FOLDER]
// It starts real processes, says "ready" on stdout, and on SIGTERM ends all of them, as a shutdown does.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createCommandServer, listenOn } from './command-server.js'
import { DisabledLabels } from './disabled-labels.js'
import { endLeftovers } from './end-leftovers.js'
import { Faults } from './faults.js'
import { startClock } from './model-clock.js'
import { ServiceManager } from './service-manager.js'
import { answer } from './verbs.js'

const { values } = parseArgs({
  options: {
    socket: { type: 'string' },
    home: { type: 'string' },
    speed: { type: 'string', default: '1' },
    fault: { type: 'string', multiple: true, default: [] },
    env: { type: 'string', multiple: true, default: [] },
    boot: { type: 'string' },
  },
})

const socket = resolve(required('socket'))
const home = resolve(required('home'))
const speed = Number(values.speed)
if (!(speed > 0)) stopWith(`--speed ${values.speed} is not more than 0`)
const uid = process.getuid?.() ?? 0
const disabledLabels = new DisabledLabels(join(home, '.launchd-model', 'disabled.json'))
const faults = new Faults()
for (const fault of values.fault) if (!faults.switchOn(fault)) stopWith(`there is no fault ${fault}`)

const manager = new ServiceManager({
  clock: startClock(speed),
  faults,
  disabledLabels,
  environment: { home, socket, extra: Object.fromEntries(values.env.map(splitVariable)) },
  log: line => process.stderr.write(`launchd-model: ${line}\n`),
})
const server = createCommandServer(argv => answer(argv, { manager, disabledLabels, faults, uid }))
const listening = await listenOn(server, socket)
if (!listening.ok) stopWith(listening.detail)
if (values.boot !== undefined) boot(values.boot)
process.once('SIGTERM', () => void shutDown())
process.once('SIGINT', () => void shutDown())
process.stdout.write('ready\n')

/** At login, launchd loads what lies in ~/Library/LaunchAgents. */
function boot(folder: string): void {
  for (const name of readFolder(folder)) {
    const file = join(resolve(folder), name)
    const code = manager.bootstrap({ kind: 'gui', uid }, file)
    if (code !== 0) process.stderr.write(`launchd-model: not loaded, ${code}: ${file}\n`)
  }
}

function readFolder(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

async function shutDown(): Promise<void> {
  server.close()
  await manager.close()
  endLeftovers(socket)
  process.exit(0)
}

function required(name: 'socket' | 'home'): string {
  return values[name] ?? stopWith(`--${name} is missing`)
}

function splitVariable(text: string): readonly [string, string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

function stopWith(message: string): never {
  process.stderr.write(`launchd-model: ${message}\n`)
  process.exit(64)
}
