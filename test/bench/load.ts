// Asks for one address over 50 connections, as fast as it is answered, and sends what it saw to its parent.
// A process of its own: in the bench's the answers of gopls would wait behind those of the server.
//   fork: load.js URL SECONDS
import autocannon from 'autocannon'

export interface LoadReport {
  readonly answersMs: readonly number[]
  /** Errors, time-outs, and answers that were no 2xx. */
  readonly failures: number
}

const [url = '', seconds = ''] = process.argv.slice(2)
const answersMs: number[] = []
const run = autocannon({ url, connections: 50, duration: Number(seconds) })
run.on('response', (_client, _statusCode, _bytes, responseMs) => answersMs.push(responseMs))
const { errors, non2xx } = await run
const report: LoadReport = { answersMs, failures: errors + non2xx }
process.send?.(report)
