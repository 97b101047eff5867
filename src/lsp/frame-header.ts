/** Why bytes are not a frame of the base protocol, each with one line of meaning. */
export const frameErrors = {
  'bad-header': 'a header line is not "Name: value" ended by CR LF',
  'header-too-long': 'a header is longer than 8 KiB',
  'missing-length': 'a header has no Content-Length',
  'duplicate-length': 'a header has more than one Content-Length',
  'bad-length': 'Content-Length is not a decimal number',
  'body-too-long': 'Content-Length is over the limit: 256 MiB for LSP',
} as const
export type FrameError = keyof typeof frameErrors

export const maxHeaderBytes = 8 * 1024
export const maxBodyBytes = 256 * 1024 * 1024

export type FrameHeader =
  | { readonly kind: 'complete'; readonly headerBytes: number; readonly bodyBytes: number }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'unreadable'; readonly error: FrameError }

const lineFeed = 0x0a
const headerLine = /^([!-9;-~]+):[ \t]*(.*?)[ \t]*\r$/

/** Reads the header at the start of these bytes (LSP specification, "Header Part"). */
export function parseFrameHeader(bytes: Buffer, limitBytes = maxBodyBytes): FrameHeader {
  let bodyBytes: number | undefined
  let lineStart = 0
  for (;;) {
    const lineEnd = bytes.indexOf(lineFeed, lineStart)
    const seenBytes = lineEnd < 0 ? bytes.length : lineEnd + 1
    if (seenBytes > maxHeaderBytes) return unreadable('header-too-long')
    if (lineEnd < 0) return { kind: 'incomplete' }
    const line = bytes.toString('latin1', lineStart, lineEnd)
    lineStart = seenBytes
    if (line === '\r')
      return bodyBytes === undefined
        ? unreadable('missing-length')
        : { kind: 'complete', headerBytes: seenBytes, bodyBytes }
    const [, name, value] = headerLine.exec(line) ?? []
    if (name === undefined || value === undefined) return unreadable('bad-header')
    if (name.toLowerCase() !== 'content-length') continue
    if (bodyBytes !== undefined) return unreadable('duplicate-length')
    if (!/^\d+$/.test(value)) return unreadable('bad-length')
    bodyBytes = Number(value)
    if (bodyBytes > limitBytes) return unreadable('body-too-long')
  }
}

/** The frame that carries this body. */
export function encodeFrame(body: Buffer): Buffer {
  return Buffer.concat([encodeFrameHeader(body.length), body])
}

/** Written as gopls wants it: it knows `Content-Length` in this spelling only. */
export function encodeFrameHeader(bodyBytes: number): Buffer {
  return Buffer.from(`Content-Length: ${bodyBytes}\r\n\r\n`, 'latin1')
}

function unreadable(error: FrameError): FrameHeader {
  return { kind: 'unreadable', error }
}
