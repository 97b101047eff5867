// Answers /health as the daemon does while so many events a second go to the history, its file, log and metrics.
//   node event-server.js FOLDER EVENTS_PER_SECOND
import { join } from 'node:path'
import { buildApp } from '../../src/http/app.js'
import { createMetrics } from '../../src/http/metrics.js'
import { logEvent } from '../../src/logs/log-events.js'
import { openLogger } from '../../src/logs/logger.js'
import type { EventListener } from '../../src/supervisor/event-log.js'
import { openEvents } from '../../src/supervisor/open-events.js'
import { Troubles } from '../../src/supervisor/troubles.js'
import { FakeDaemon } from '../http/fake-daemon.js'

const [folder = '', perSecond = '0'] = process.argv.slice(2)
const burstDelayMs = 10
const eventsFile = join(folder, 'events.jsonl')
const { logger } = openLogger({ file: join(folder, 'guardian.log'), level: 'info' })
const { log, history } = openEvents({ paths: { eventsFile }, keptEvents: [], troubles: new Troubles() })
log.subscribe(event => logEvent(logger, event))
const onEvent = (listener: EventListener): (() => void) => log.subscribe(listener)
const api = Object.assign(new FakeDaemon(), { history, onEvent })
const app = buildApp({ api, metrics: createMetrics(api), channel: 'tcp', token: 'none' })
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)

const beganMs = performance.now()
let emitted = 0
setInterval(() => {
  for (const due = ((performance.now() - beganMs) / 1000) * Number(perSecond); emitted < due; emitted += 1)
    log.emit('instance.verdict', { verdict: 'healthy', before: 'unknown' }, { instance: '1', generation: 1 })
}, burstDelayMs)
