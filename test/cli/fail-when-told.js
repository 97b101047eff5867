/**
 * Imported into a daemon: at SIGUSR1 it fails in the way that TEST_FAILURE names.
 * @type {Readonly<Record<string, () => void>>}
 */
const failures = {
  'a thrown error': () => {
    throw new Error('injected')
  },
  'a rejection': () => void Promise.reject(new Error('injected')),
  'a rejection of nothing': () => void Promise.reject(),
  'an error without end': () =>
    setInterval(() => {
      throw new Error('injected')
    }, 1),
}
const fail = failures[process.env['TEST_FAILURE'] ?? '']
if (fail && process.argv[2] === 'run') process.on('SIGUSR1', () => setImmediate(fail))
