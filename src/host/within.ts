/** Time enough to read an answer that has arrived already. */
const waitingAnswerMs = 20

/** What was asked for, or `timeout` when it does not come in time, or `signal` is aborted first. */
export function within<T>(
  asked: Promise<T>,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<T | 'timeout'> {
  return new Promise(resolve => {
    const settle = (outcome: T | 'timeout'): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', expire)
      resolve(outcome)
    }
    // Timers run before sockets are read: after a stall of ours the answer may be waiting right there.
    const expire = (): void => void setTimeout(settle, waitingAnswerMs, 'timeout')
    const timer = setTimeout(expire, timeoutMs)
    signal?.addEventListener('abort', expire)
    if (signal?.aborted) expire()
    void asked.then(settle)
  })
}
