import type { RequestId } from './message.js'

export interface PendingRequest {
  readonly id: RequestId
  readonly method: string
  readonly askedAtMs: number
  /** When it was sent on the connection of now; undefined while it waits for one. */
  readonly sentAtMs: number | undefined
  /** Connections that ended while it was in flight on them. */
  readonly deaths: number
  readonly cancelled: boolean
  /** Of the whole message. */
  readonly bytes: number
  /** Must not be carried out twice. */
  readonly effects: boolean
  /** The whole message, while it may have to be sent again; undefined when it was too long to keep. */
  readonly body: Buffer | undefined
  /** Of the methods whose params are read. */
  readonly params: unknown
}

export interface PendingLimits {
  readonly requests: number
  readonly bodyBytes: number
}

/** The unanswered requests of one side, in the order in which they came. */
export class PendingRequests {
  readonly #limits: PendingLimits
  readonly #requests = new Map<RequestId, PendingRequest>()
  #bodyBytes = 0

  constructor(limits: PendingLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#requests.size
  }

  values(): Iterable<PendingRequest> {
    return this.#requests.values()
  }

  get(id: RequestId): PendingRequest | undefined {
    return this.#requests.get(id)
  }

  add(request: PendingRequest): 'added' | 'duplicate-id' | 'too-many-pending' {
    if (this.#requests.has(request.id)) return 'duplicate-id'
    if (this.#requests.size >= this.#limits.requests) return 'too-many-pending'
    const bodyBytes = request.body?.length ?? 0
    const fits = this.#bodyBytes + bodyBytes <= this.#limits.bodyBytes
    this.#put(fits ? request : { ...request, body: undefined })
    return 'added'
  }

  /** Takes it out, for it is answered. */
  settle(id: RequestId): PendingRequest | undefined {
    const request = this.#requests.get(id)
    this.#bodyBytes -= request?.body?.length ?? 0
    this.#requests.delete(id)
    return request
  }

  /** It is still owed an answer. */
  cancel(id: RequestId): void {
    const request = this.#requests.get(id)
    if (request) this.#put({ ...request, cancelled: true })
  }

  /** What must not be carried out twice is kept no longer than until it is sent. */
  markSent(ids: Iterable<RequestId>, nowMs: number): void {
    for (const id of ids) {
      const request = this.#requests.get(id)
      if (request)
        this.#put({ ...request, sentAtMs: nowMs, body: request.effects ? undefined : request.body })
    }
  }

  /** All that was in flight is so no longer. */
  connectionLost(): void {
    for (const request of this.#requests.values())
      if (request.sentAtMs !== undefined)
        this.#put({ ...request, sentAtMs: undefined, deaths: request.deaths + 1 })
  }

  clear(): void {
    this.#requests.clear()
    this.#bodyBytes = 0
  }

  /** The one in flight for longest. */
  oldestSent(): { readonly request: PendingRequest; readonly sentAtMs: number } | undefined {
    let oldest: { readonly request: PendingRequest; readonly sentAtMs: number } | undefined
    for (const request of this.#requests.values()) {
      const { sentAtMs } = request
      if (sentAtMs !== undefined && (!oldest || sentAtMs < oldest.sentAtMs)) oldest = { request, sentAtMs }
    }
    return oldest
  }

  /** Replacing keeps the place in the order. */
  #put(request: PendingRequest): void {
    this.#bodyBytes += (request.body?.length ?? 0) - (this.#requests.get(request.id)?.body?.length ?? 0)
    this.#requests.set(request.id, request)
  }
}
