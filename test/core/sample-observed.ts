import type { ObservedGopls } from '../../src/core/observed-gopls.js'

/** A server of VS Code with which nothing is wrong. */
export function observedGopls(different: Partial<ObservedGopls> = {}): ObservedGopls {
  return {
    pid: 4711,
    start: '100',
    kind: 'stdio',
    editor: 'vscode',
    ownerPid: 4000,
    version: 'v0.20.0',
    path: '/go/bin/gopls',
    isReplaced: false,
    ageMs: 3_600_000,
    cpuMs: 1_000,
    residentBytes: 200 * 2 ** 20,
    state: 'sleeping',
    isSuspended: false,
    traced: false,
    ...different,
  }
}
