// For `node --import`: once somebody listens for signals, a program of execa's runs, which then does so too.
import { execa } from 'execa'

/** @param {string | symbol} event */
const begin = event => {
  if (event !== 'SIGHUP') return
  process.off('newListener', begin)
  setImmediate(() => execa('sleep', ['60'], { reject: false }).unref())
}
process.on('newListener', begin)
