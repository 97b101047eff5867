import type { FastifyInstance } from 'fastify'

export interface HttpListenerOptions {
  /** Called for each attempt: an app that failed to listen is not used again. */
  readonly build: () => FastifyInstance
  readonly onListening: (url: string) => void
  /** Told once for each address, not for each attempt. */
  readonly onPortTaken: (detail: string) => void
  readonly retryDelayMs?: number
}

/** Keeps an app listening on one address; while another program holds the port, tries again and again. */
export class HttpListener {
  readonly #options: HttpListenerOptions
  #address: { readonly host: string; readonly port: number } | undefined
  #app: FastifyInstance | undefined
  #retryTimer: NodeJS.Timeout | undefined
  #toldOfTrouble = false
  #lastStep: Promise<void> = Promise.resolve()

  constructor(options: HttpListenerOptions) {
    this.#options = options
  }

  /** Resolves after the first attempt at the address, whatever came of it. */
  rebind(host: string, port: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#address = { host, port }
      this.#toldOfTrouble = false
      await this.#bind()
    })
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#address = undefined
      await this.#unbind()
    })
  }

  #inTurn(step: () => Promise<void>): Promise<void> {
    this.#lastStep = this.#lastStep.then(step, step)
    return this.#lastStep
  }

  async #bind(): Promise<void> {
    await this.#unbind()
    if (!this.#address) return
    const app = this.#options.build()
    const result = await tryListen(app, this.#address)
    if (result.ok) {
      this.#app = app
      this.#options.onListening(result.url)
      return
    }
    await app.close()
    if (!this.#toldOfTrouble) this.#options.onPortTaken(result.detail)
    this.#toldOfTrouble = true
    this.#retryTimer = setTimeout(
      () => void this.#inTurn(() => this.#bind()),
      this.#options.retryDelayMs ?? 10_000,
    )
  }

  async #unbind(): Promise<void> {
    clearTimeout(this.#retryTimer)
    const app = this.#app
    this.#app = undefined
    await app?.close()
  }
}

async function tryListen(
  app: FastifyInstance,
  address: { readonly host: string; readonly port: number },
): Promise<{ readonly ok: true; readonly url: string } | { readonly ok: false; readonly detail: string }> {
  try {
    return { ok: true, url: await app.listen({ ...address }) }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
