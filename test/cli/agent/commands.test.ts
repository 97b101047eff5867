import t from 'tap'
import { runCli } from '../run-cli.js'
import { makeHome } from '../stand-in-daemon.js'

for (const command of ['install', 'watch'])
  t.test(
    `without launchd it says so and exits with 69: agent ${command}`,
    { skip: process.platform === 'darwin' },
    async t => {
      t.match(await runCli(['agent', command], await makeHome(t)), {
        exitCode: 69,
        stdout: '',
        stderr: /^gopls-guardian: launchd is macOS\b.*$/,
      })
    },
  )

t.test('the command of the watchdog is not in the help', async t => {
  const { stdout } = await runCli(['agent', '--help'], await makeHome(t))
  t.match(stdout, /\n {2}install /)
  t.notMatch(stdout, /\n {2}watch /)
})
