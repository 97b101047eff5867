import { createServer, type Server, type Socket } from 'node:net'
import { listenPrivately, type SocketResult } from '../host/private-socket.js'
import { type GuestLimits, type GuestOptions, RelayGuest } from './relay-guest.js'

export interface RelayDoorOptions extends Pick<GuestOptions, 'terms' | 'welcome'> {
  readonly limits?: DoorLimits
}

export interface DoorLimits extends GuestLimits {
  readonly relays: number
}

export const usualLimits: DoorLimits = { relays: 256, helloMs: 2_000, viewsMs: 1_000, spawnMs: 10_000 }

/** Where relays come to the daemon: the unix socket `relay.sock`. */
export class RelayDoor {
  readonly #options: RelayDoorOptions
  readonly #limits: DoorLimits
  readonly #server: Server
  readonly #guests = new Set<RelayGuest>()

  constructor(options: RelayDoorOptions) {
    this.#options = options
    this.#limits = options.limits ?? usualLimits
    this.#server = createServer(socket => this.#receive(socket))
    // Room for as many who are still to say hello, or are being told that there is none.
    this.#server.maxConnections = 2 * this.#limits.relays
  }

  listen(file: string): Promise<SocketResult> {
    return listenPrivately(
      file,
      () =>
        new Promise<void>((resolve, reject) => {
          this.#server.once('error', reject)
          this.#server.listen(file, () => {
            this.#server.off('error', reject)
            // What goes wrong with one connection (no file descriptors) is not the end of the others.
            this.#server.on('error', () => undefined)
            resolve()
          })
        }),
    )
  }

  /** Hangs up on every relay; removes the socket file, as node does with what it bound. */
  async close(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve))
    for (const guest of this.#guests) guest.close()
    await Promise.all([closed, ...[...this.#guests].map(guest => guest.closed)])
  }

  #receive(socket: Socket): void {
    const guest = new RelayGuest(socket, {
      ...this.#options,
      limits: this.#limits,
      hasRoom: () => this.#welcomed() < this.#limits.relays,
    })
    this.#guests.add(guest)
    void guest.closed.then(() => this.#guests.delete(guest))
  }

  #welcomed(): number {
    return [...this.#guests].filter(guest => guest.isWelcome).length
  }
}
