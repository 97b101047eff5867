import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { eventually } from '../host/eventually.js'
import { monitoringFolder, readMonitoring } from './monitoring-files.js'

export interface Prometheus {
  /** The `data` of an answer of its API. */
  ask<Data>(path: string): Promise<Data>
  query(expression: string): Promise<readonly Sample[]>
  /** Its own metrics, as text. */
  ownMetrics(): Promise<string>
  /** What it had to warn of. */
  readonly warnings: () => string
}

export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [number, string]
}

/** A real Prometheus with our configuration and rules, but for the target and looks every second. */
export async function startPrometheus(t: Test, target: string): Promise<Prometheus> {
  const folder = t.testdir({})
  const configuration = readMonitoring('prometheus.yml')
    .replaceAll('127.0.0.1:4675', target)
    .replaceAll('15s', '1s')
  writeFileSync(join(folder, 'prometheus.yml'), configuration)
  copyFileSync(join(monitoringFolder, 'alerts.yml'), join(folder, 'alerts.yml'))
  const address = `127.0.0.1:${await findFreePort()}`
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--log.level=warn',
  ]
  const child = spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const get = (path: string): Promise<Response> => fetch(`http://${address}${path}`)
  const ask = async <Data>(path: string): Promise<Data> => {
    const body = (await (await get(path)).json()) as { data?: Data; error?: string }
    if (body.data === undefined) throw new Error(`${path}: ${body.error}`)
    return body.data
  }
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended: ${stderr}`)
    return get('/-/ready').then(
      ({ ok }) => ok || undefined,
      () => undefined,
    )
  }, 30_000)
  return {
    ask,
    query: async expression => {
      const path = `/api/v1/query?query=${encodeURIComponent(expression)}`
      return (await ask<{ readonly result: readonly Sample[] }>(path)).result
    },
    ownMetrics: async () => (await get('/metrics')).text(),
    warnings: () => stderr,
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : Number.NaN
}
