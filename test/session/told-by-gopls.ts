export interface PublishedDiagnostics {
  readonly version: number | undefined
  readonly diagnostics: readonly unknown[]
}

export interface Registration {
  readonly id: string
  readonly method: string
  readonly registerOptions?: unknown
}

interface Progress {
  readonly title: string
  readonly state: 'created' | 'open' | 'ended'
}

/** What an editor knows because it was told: diagnostics, registrations, progress, messages. */
export class ToldByGopls {
  readonly diagnostics = new Map<string, PublishedDiagnostics>()
  readonly registrations = new Map<string, Registration>()
  readonly messages: string[] = []
  readonly findings: string[] = []
  readonly #progress = new Map<number | string, Progress>()

  get openProgress(): readonly string[] {
    return [...this.#progress.values()].filter(({ state }) => state === 'open').map(({ title }) => title)
  }

  countEnded(title: string): number {
    return [...this.#progress.values()].filter(one => one.title === title && one.state === 'ended').length
  }

  notified(method: string, params: unknown): void {
    switch (method) {
      case 'textDocument/publishDiagnostics': {
        const { uri, version, diagnostics } = params as PublishedDiagnostics & { readonly uri: string }
        this.diagnostics.set(uri, { version, diagnostics })
        break
      }
      case '$/progress':
        this.#progressed(params as ProgressParams)
        break
      case 'window/showMessage':
        this.messages.push((params as { readonly message: string }).message)
        break
    }
  }

  progressCreated(token: number | string): void {
    if (this.#progress.has(token)) this.findings.push(`progress ${token} was created twice`)
    this.#progress.set(token, { title: '', state: 'created' })
  }

  registered(registrations: readonly Registration[]): void {
    for (const registration of registrations) {
      if (this.registrations.has(registration.id))
        this.findings.push(`${registration.id} was registered though it was registered already`)
      this.registrations.set(registration.id, registration)
    }
  }

  unregistered(ids: readonly string[]): void {
    for (const id of ids)
      if (!this.registrations.delete(id)) this.findings.push(`${id} was unregistered but never registered`)
  }

  #progressed({ token, value }: ProgressParams): void {
    const { state, title } = this.#progress.get(token) ?? { state: 'unknown', title: '' }
    const due = value.kind === 'begin' ? 'created' : 'open'
    if (state !== due)
      this.findings.push(`${value.kind} of the progress ${token} (${title}), which is ${state}`)
    if (value.kind === 'begin') this.#progress.set(token, { title: value.title ?? '', state: 'open' })
    if (value.kind === 'end') this.#progress.set(token, { title, state: 'ended' })
  }
}

interface ProgressParams {
  readonly token: number | string
  readonly value: { readonly kind: 'begin' | 'report' | 'end'; readonly title?: string }
}
