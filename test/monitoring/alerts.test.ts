import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { monitoringFolder, readAlerts, readMonitoring } from './monitoring-files.js'

const scenes = fileURLToPath(new URL('./alerts/', import.meta.url))
const alerts = [...readAlerts().keys()]
const promtool = spawnSync('promtool', ['--version']).error ? { skip: 'promtool is not installed' } : {}

t.test('each alert has its scenes, and a section that says what to do', async t => {
  t.strictSame(readdirSync(scenes).sort(), alerts.map(name => `${name}.yml`).sort())
  const sections = [...readMonitoring('README.md').matchAll(/^### (.*)$/gm)].map(([, name]) => name)
  t.strictSame(sections, alerts)
})

t.test('promtool finds nothing wrong with the configuration and its rules', promtool, async t => {
  const { stdout, stderr, status } = run('check', 'config', join(monitoringFolder, 'prometheus.yml'))
  t.strictSame({ stderr, status }, { stderr: '', status: 0 })
  t.match(stdout, `${alerts.length} rules found`)
})

for (const name of alerts)
  t.test(`${name} fires when it should, and not for a moment`, promtool, async t => {
    const { stdout, stderr, status } = run('test', 'rules', join(scenes, `${name}.yml`))
    t.equal(status, 0, stdout + stderr)
  })

function run(...args: readonly string[]) {
  return spawnSync('promtool', args, { encoding: 'utf8', timeout: 30_000 })
}
