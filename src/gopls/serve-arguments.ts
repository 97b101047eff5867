export interface ServeOptions {
  readonly socketPath: string
  /** gopls ends itself when no client has been connected for this long. */
  readonly listenTimeoutMs: number
  /** From the settings: flags of gopls or of `gopls serve`. */
  readonly extraArgs: readonly string[]
}

/** Flags that gopls knows only before the word `serve`. */
const rootFlags = /^--?(v|vv|verbose|veryverbose|otel|ocagent|profile\.[a-z]+|remote(\.[a-z.]+)?)(=|$)/

/**
 * The arguments of a long-lived gopls on a Unix socket.
 * `serve` is always written: a bare `gopls -listen` broke once (golang/go#80025).
 * `-debug` is left out: it opens an HTTP server that anybody on this machine may ask.
 */
export function buildServeArguments(options: ServeOptions): readonly string[] {
  const beforeServe = options.extraArgs.filter(arg => rootFlags.test(arg))
  const afterServe = options.extraArgs.filter(arg => !rootFlags.test(arg))
  return [
    ...beforeServe,
    'serve',
    ...afterServe,
    `-listen=unix;${options.socketPath}`,
    `-listen.timeout=${Math.ceil(options.listenTimeoutMs / 1000)}s`,
  ]
}
