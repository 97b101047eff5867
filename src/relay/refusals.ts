import { type FrameError, frameErrors } from '../lsp/frame-header.js'
import { encodeMessage, type RequestId } from '../lsp/message.js'

/** What the relay answers the editor in its own name. */

export function refuseUninitialized(id: RequestId): Buffer {
  return encodeFailure(id, -32002, 'the session begins with `initialize`; this was asked before it')
}

export function refuseShutDown(id: RequestId): Buffer {
  return encodeFailure(id, -32600, 'the session was shut down')
}

/** `message` says why there is no gopls, and what to do. */
export function refuseWithoutGopls(id: RequestId, message: string): Buffer {
  return encodeFailure(id, -32803, message)
}

export function refuseBytes(error: FrameError): Buffer {
  return encodeFailure(null, -32700, `these bytes are no message: ${frameErrors[error]}`)
}

function encodeFailure(id: RequestId | null, code: number, message: string): Buffer {
  return encodeMessage({ id, error: { code, message } })
}
