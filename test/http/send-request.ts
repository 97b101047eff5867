import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** One request on a connection of its own, with any headers, `Host` too. */
export function sendRequest(options: RequestOptions, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent: false, ...options }, message => {
      const { statusCode: status = 0, headers } = message
      text(message).then(body => resolve({ status, headers, body }), reject)
    })
    outgoing.on('error', reject).end(body)
  })
}
