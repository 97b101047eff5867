// The least that answers /health and /metrics with the libraries that the daemon uses too.
//   node bare-server.js LOGFILE
import fastify from 'fastify'
import pino from 'pino'
import { Gauge, Registry } from 'prom-client'

const [logFile = '/dev/null'] = process.argv.slice(2)
const logger = pino(pino.destination({ dest: logFile, sync: true }))
const registry = new Registry()
const residentMemory = new Gauge({
  name: 'process_resident_memory_bytes',
  help: 'Resident memory.',
  registers: [registry],
})

const app = fastify()
app.get('/health', (_request, reply) =>
  reply.type('application/health+json').send({ status: 'pass', startedAt: performance.timeOrigin }),
)
app.get('/metrics', async (_request, reply) => {
  residentMemory.set(process.memoryUsage.rss())
  return reply.type(registry.contentType).send(await registry.metrics())
})
const address = await app.listen({ host: '127.0.0.1', port: 0 })
logger.info({ event: 'listening', address })
process.stdout.write(`${address}\n`)
