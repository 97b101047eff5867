import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { removeFiles } from '../../../src/cli/agent/remove-files.js'
import { resolvePaths } from '../../../src/host/paths.js'
import { replacementsFile } from '../../../src/launchd/replacements.js'
import { startFile } from '../../../src/launchd/start-file.js'
import { watchStateFile } from '../../../src/launchd/watch-state.js'

const dropIn = '#!/bin/sh\n# gopls-guardian drop-in\n'
const ours: Readonly<Record<string, string>> = {
  token: '',
  'editors.json': '{}',
  'config.jsonc': '{}',
  'bin/gopls': dropIn,
  'tools/gopls': '',
  'tools/.installing-aB3dE9/half': '',
  'run/real-gopls': '',
  'run/api.sock': '',
  'run/g-r12-1-3.sock': '',
  [watchStateFile('run')]: '',
  [replacementsFile('run')]: '',
  [startFile('run')]: '',
  [`${startFile('run')}.123`]: '',
  'run/no-node': '',
  'run/lock/3.json': '{}',
  'run/instances/1.json': '{}',
  'run/instances/set-aside/17-1.json': '{}',
  'logs/guardian.log': '',
  'logs/guardian.log.1': '',
  'logs/launchd.err.log': '',
  'logs/gopls-1.log': '',
  'logs/guardian.log.2.gz': '',
  'logs/guardian.log.3.gz.partial': '',
  'logs/gopls-1.log.4.partial': '',
  'logs/events.jsonl': '',
  'logs/events.old.jsonl': '',
  'logs/incidents/2026-07-01T10-00-00.000Z-daemon-hung/ps.txt': '',
  'logs/incidents/.new-2026-07-01T10-00-00.000Z-killed-1/incident.json': '',
  'logs/incidents/.old-2026-07-01T10-00-00.000Z-killed-1/incident.json': '',
  'logs/incidents/.new-check-4711/stderr.txt': '',
}
const others = [
  'tools/mine',
  'run/mine',
  'run/instances/mine.txt',
  'logs/mine.log',
  'logs/incidents/mine/file',
]
const nothing = { run: false, dropIn: false, configurationAndLogs: false }

function stage(root: string, files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const environment = { GOPLS_GUARDIAN_HOME: join(root) }
  const paths = resolvePaths({ platform: 'linux', environment, homeFolder: root, currentFolder: root })
  return { paths, socketFolder: paths.runFolder, apiSocket: join(paths.runFolder, 'api.sock') }
}

function listFiles(root: string): readonly string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1)).toSorted()
}

t.test('a folder that is ours alone goes with everything in it', async t => {
  const root = join(t.testdir({}), 'state')
  await removeFiles(stage(root, ours), nothing)
  t.strictSame(readdirSync(dirname(root)), [])
})

t.test("others' files in the same folders stay, and so does a gopls that is not the drop-in", async t => {
  const root = t.testdir({})
  const foreign = { ...Object.fromEntries(others.map(name => [name, 'mine'])), 'bin/gopls': 'the real one' }
  await removeFiles(stage(root, { ...ours, ...foreign }), nothing)
  t.strictSame(listFiles(root), Object.keys(foreign).toSorted())
})

t.test('who uses run/ needs the token too', async t => {
  const root = t.testdir({})
  await removeFiles(stage(root, ours), { ...nothing, run: true, dropIn: true })
  const kept = Object.keys(ours).filter(name => /^(token|editors|bin|tools|run)/.test(name))
  t.strictSame(listFiles(root), kept.toSorted())
})
