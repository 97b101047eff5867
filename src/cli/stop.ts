import type { ApiClient } from './api-client.js'
import type { ExitCode } from './exit-codes.js'
import { postInstance } from './post-instance.js'
import type { Terminal } from './terminal.js'

export function stopInstance(terminal: Terminal, callApi: ApiClient, id: string): Promise<ExitCode> {
  return postInstance(terminal, callApi, id, 'stop')
}
