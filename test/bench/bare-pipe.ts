// The least that can stand between an editor and a gopls on a socket: nothing is looked at.
//   bare-pipe.js SOCKET
import { connect } from 'node:net'

const [socketPath = ''] = process.argv.slice(2)
const socket = connect(socketPath)
process.stdin.pipe(socket).pipe(process.stdout)
