/** As much of autocannon as is used here; it brings no types. */
declare module 'autocannon' {
  interface Result {
    readonly errors: number
    readonly non2xx: number
  }
  interface Run extends PromiseLike<Result> {
    on(
      event: 'response',
      listener: (client: unknown, statusCode: number, bytes: number, responseMs: number) => void,
    ): this
  }
  export default function autocannon(options: {
    readonly url: string
    readonly connections: number
    /** In seconds. */
    readonly duration: number
  }): Run
}
