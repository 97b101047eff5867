import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { listApplicationsInUse, uninstallApplications } from '../../src/launchd/uninstall-applications.js'

const [one, other] = ['1.0.0-00000001', '1.0.0-00000002']

t.test('applications go, with what was half done, and their folder', async t => {
  const root = t.testdir({
    app: { [one]: { file: '' }, '.partial-1-abc': { file: '' }, current: t.fixture('symlink', one) },
  })
  await uninstallApplications(join(root, 'app'), [])
  t.notOk(existsSync(join(root, 'app')))
})

t.test("others' files stay, and an application that is in use", async t => {
  const app = t.testdir({ [one]: {}, [other]: {}, mine: {}, '.partial': {}, current: 'a file of others' })
  const inUse = await listApplicationsInUse(app, [`node /x/app/${other}/dist/cli/lsp.js`])
  t.strictSame(inUse, [other])
  await uninstallApplications(app, inUse)
  t.strictSame(readdirSync(app).toSorted(), ['.partial', other, 'current', 'mine'].toSorted())
})
