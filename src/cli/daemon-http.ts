import { randomBytes } from 'node:crypto'
import type { Paths } from '../host/paths.js'
import { buildApp } from '../http/app.js'
import type { DaemonApi } from '../http/daemon-api.js'
import { HttpListener } from '../http/listener.js'
import { createMetrics, type Metrics } from '../http/metrics.js'
import { SocketListener } from '../http/socket-listener.js'
import { readOrCreateToken } from '../http/token.js'
import type { OpenedLog } from '../logs/logger.js'
import type { EventLog } from '../supervisor/event-log.js'
import type { Troubles } from '../supervisor/troubles.js'

export interface DaemonHttpDependencies {
  readonly api: DaemonApi
  readonly options: {
    readonly paths: Pick<Paths, 'tokenFile'>
    readonly apiSocket: string
    readonly log: Pick<OpenedLog, 'logger'>
    readonly troubles: Troubles
  }
  readonly emit: EventLog['emit']
}

interface Address {
  readonly host: string
  readonly port: number
}

/** The daemon's two doors: a TCP address for everybody on this machine, and a socket for its user alone. */
export class DaemonHttp {
  readonly #deps: DaemonHttpDependencies
  readonly #metrics: Metrics
  #tcp: HttpListener | undefined
  #socket: SocketListener | undefined
  #url: string | undefined

  constructor(deps: DaemonHttpDependencies) {
    this.#deps = deps
    this.#metrics = createMetrics(deps.api)
  }

  /** Where it listens on TCP; undefined while another program holds the port. */
  get url(): string | undefined {
    return this.#url
  }

  async start(address: Address): Promise<void> {
    const { api, options, emit } = this.#deps
    const { log, troubles, paths, apiSocket } = options
    const shared = { api, metrics: this.#metrics, logger: log.logger }
    this.#socket = new SocketListener(buildApp({ ...shared, channel: 'socket' }))
    const bound = await this.#socket.listen(apiSocket)
    if (!bound.ok) this.#tellTrouble('http.socket-unusable', bound.detail)
    const token = await readOrCreateToken(paths.tokenFile)
    if (!token.ok) this.#tellTrouble('record.unwritable', token.message)
    else if (token.origin === 'replaced') emit('http.token-replaced', { reason: token.reason })
    // Health and metrics want no token; without one on disk the rest is for the socket alone.
    const nobodysToken = randomBytes(32).toString('hex')
    this.#tcp = new HttpListener({
      build: () => buildApp({ ...shared, channel: 'tcp', token: token.ok ? token.token : nobodysToken }),
      onListening: url => {
        this.#url = url
        troubles.set('http-port-taken', undefined)
        emit('http.listening', { url })
      },
      onPortTaken: detail => {
        this.#url = undefined
        troubles.set('http-port-taken', detail)
        emit('http.port-taken', { detail })
      },
    })
    await this.rebind(address)
  }

  async rebind({ host, port }: Address): Promise<void> {
    await this.#tcp?.rebind(host, port)
  }

  async close(): Promise<void> {
    this.#metrics.close()
    await Promise.all([this.#tcp?.close(), this.#socket?.close()])
  }

  #tellTrouble(kind: 'http.socket-unusable' | 'record.unwritable', detail: string): void {
    this.#deps.options.troubles.set('state-unwritable', detail)
    this.#deps.emit(kind, { detail })
  }
}
