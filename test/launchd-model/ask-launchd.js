import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/**
 * Takes one command line to the model of launchd; rejects where none answers.
 * Plain JavaScript, as launchctl.js is, which must run without a build and be there at once.
 *
 * @param {string} socketFile
 * @param {readonly string[]} argv
 * @returns {Promise<import('./answer.js').Answer>}
 */
export async function askLaunchd(socketFile, argv) {
  const socket = connect(socketFile)
  socket.write(`${JSON.stringify(argv)}\n`)
  return JSON.parse(await text(socket))
}
