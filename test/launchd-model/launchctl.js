// The model's launchctl: takes its command line to the launchd that LAUNCHD_MODEL_SOCKET names.
import { askLaunchd } from './ask-launchd.js'

const socketFile = process.env['LAUNCHD_MODEL_SOCKET'] ?? ''
try {
  const { exitCode, stdout, stderr } = await askLaunchd(socketFile, process.argv.slice(2))
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  process.exitCode = exitCode
} catch (error) {
  process.stderr.write(`launchctl (model): no answer on LAUNCHD_MODEL_SOCKET=${socketFile}: ${error}\n`)
  process.exitCode = 69
}
