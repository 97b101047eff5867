// @ts-check

/**
 * Calls back with each JSON message that comes in LSP frames; closes the connection at anything else, like gopls.
 * @param {import('node:net').Socket} socket
 * @param {(message: { id?: number | string, method?: string }) => void} onMessage
 */
export function readMessages(socket, onMessage) {
  let unread = Buffer.alloc(0)
  socket.on('data', chunk => {
    unread = Buffer.concat([unread, chunk])
    for (;;) {
      const headerEnd = unread.indexOf('\r\n\r\n')
      if (headerEnd < 0) return
      const length = /^Content-Length: *(\d+)/im.exec(unread.toString('latin1', 0, headerEnd))?.[1]
      if (length === undefined) return void socket.destroy()
      const bodyStart = headerEnd + 4
      const bodyEnd = bodyStart + Number(length)
      if (unread.length < bodyEnd) return
      onMessage(JSON.parse(unread.toString('utf8', bodyStart, bodyEnd)))
      unread = unread.subarray(bodyEnd)
    }
  })
}

/** @param {import('node:net').Socket} socket @param {object} message @param {() => void} onWritten */
export function writeMessage(socket, message, onWritten) {
  const body = JSON.stringify(message)
  socket.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, onWritten)
}
