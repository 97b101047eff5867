import type { GuardianEvent } from '../supervisor/event-log.js'
import type { Daemon } from './daemon.js'
import type { Terminal } from './terminal.js'

/** Tells whoever looks at the foreground daemon what happens, a line each, until told to stop; all is in the log. */
export function narrate(daemon: Daemon, terminal: Terminal): () => void {
  return daemon.onEvent(event => {
    const line = describeEvent(event)
    if (line === undefined) return
    const time = new Date(event.wallMs).toTimeString().slice(0, 8)
    terminal.print(`${time} ${event.instance === undefined ? '' : `gopls ${event.instance}: `}${line}`)
  })
}

/** One event in plain words; undefined for those that only the log wants. */
export function describeEvent({ kind, generation, data }: GuardianEvent): string | undefined {
  const say = (key: string): string => String(data[key])
  switch (kind) {
    case 'gopls.found':
      return `real gopls ${say('version')} at ${say('path')}`
    case 'gopls.changed':
      return `another gopls is in place: ${say('version')} at ${say('path')}`
    case 'gopls.missing':
      return say('explanation')
    case 'instance.launched':
      return `generation ${generation} started, pid ${say('pid')}`
    case 'instance.adopted':
      return `generation ${generation} taken over, pid ${say('pid')}`
    case 'instance.ready':
      return `generation ${generation} answers${recovery(data['recoveryMs'])}`
    case 'instance.ended':
      return `generation ${generation} ended: ${say('end')}`
    case 'instance.terminating':
      return `ending generation ${generation}, pid ${say('pid')} (${say('reason')})`
    case 'instance.signalled':
      return data['signal'] === 'SIGCONT' && data['target'] === 'group'
        ? `generation ${generation} was stopped; resumed`
        : undefined
    case 'instance.succession-begun':
      return `generation ${generation} goes on while its successor is loaded beside it (${say('reason')})`
    case 'instance.succession-given-up':
      return `generation ${generation} is not succeeded without a gap: ${say('because')}`
    case 'instance.memory-not-chased':
      return `generation ${generation} is over the memory limit again so soon that it is left alone`
    case 'instance.would-resume':
      return `dry run: would resume generation ${generation}`
    case 'instance.would-replace':
      return `dry run: would replace generation ${generation} (${say('reason')})`
    case 'instance.relaunch-scheduled':
      return `starts again in ${say('delayMs')} ms`
    case 'session.opened':
      return `${editorName(data['editor'])} connected`
    case 'session.closed':
      return 'an editor left'
    case 'session.reconnected':
      return `a session hung (${say('reason')}); given another connection`
    case 'session.would-reconnect':
      return `dry run: would give a session another connection (${say('reason')})`
    case 'session.replayed':
      return `a session was handed over in ${Math.round(Number(data['tookMs']))} ms`
    case 'session.moved':
      return `a session moved to generation ${generation} without a gap, loaded in ${Math.round(Number(data['besideMs']))} ms beside`
    case 'session.not-moved':
      return `a session stays with generation ${generation}: ${say('reason')}`
    case 'session.answered-for-editor':
      return `answered ${say('method')} in the editor's stead`
    case 'session.suspect-request':
      return `${say('method')} was in flight at two deaths and is not sent again`
    case 'session.told-error':
      return `told its editor of an error: ${say('message')}`
    case 'session.loaded':
      return 'has loaded the workspace; its error is over'
    case 'session.waiting-on-child':
      return `waits for its child ${say('pid')} (${say('command')})`
    case 'observed.verdict':
      return `not behind guardian, ${say('verdict')}: ${say('reason')}; ${say('why')}`
    case 'observed.acted':
      return `not behind guardian, ${say('action')}: ${say('outcome')}`
    case 'incident.opened':
      return `incident ${say('id')}: ${say('line')}`
    case 'incident.unwritable':
      return `an incident could not be kept: ${say('detail')}`
    case 'breaker.opened':
      return `given up after ${say('streak')} failures in a row; next try in ${Number(data['cooldownMs']) / 1000} s`
    case 'breaker.closed':
      return 'stays up again'
    case 'configuration.loaded':
      return `configuration taken over from ${say('file')}`
    case 'configuration.refused':
      return `configuration refused, the last good one stays: ${say('problems')}`
    case 'http.listening':
      return `listening on ${say('url')}`
    case 'http.port-taken':
      return `${say('detail')}; tried again every 10 s, meanwhile use: gopls-guardian status`
    case 'record.set-aside':
      return `${say('reason')}; its record is kept as ${say('file')}`
    case 'log.lost':
      return `lost ${'lines' in data ? `${say('lines')} lines` : `${say('bytes')} bytes`} of ${say('file')}`
    case 'events.unwritable':
    case 'record.unwritable':
    case 'log.unwritable':
    case 'relay.door-unusable':
      return say('detail')
    case 'daemon.stopping':
      return data['endIdle'] ? 'stopping; ending what no editor uses' : 'stopping; every gopls lives on'
    default:
      return undefined
  }
}

function editorName(editor: unknown): string {
  const isNamed = typeof editor === 'object' && editor !== null && 'name' in editor
  return isNamed ? String(editor.name) : 'an editor'
}

function recovery(recoveryMs: unknown): string {
  return typeof recoveryMs === 'number' ? `, ${(recoveryMs / 1000).toFixed(2)} s after the last answer` : ''
}
