import t from 'tap'
import { defaultSettings } from '../../src/config/settings.js'
import type { Instance } from '../../src/supervisor/instance.js'
import { SessionBook } from '../../src/supervisor/session-book.js'
import { SessionRounds } from '../../src/supervisor/session-rounds.js'
import { SharedLook } from '../../src/supervisor/shared-look.js'
import { processRow } from '../host/fake-process-table.js'
import { hangingView, InTestRelay, leaseRequest, sessionView } from './in-test-relay.js'

const current = { instance: '1', generation: 1 }

t.test('what a relay told of once says nothing of a moment at which it does not answer', async t => {
  const { look, relay, standing } = open()
  relay.sessions = [sessionView(current)]
  await look()
  t.equal(standing().isQuiet, true)
  relay.isMute = true
  await look()
  t.equal(standing().isQuiet, false)
  t.match(standing().list, [{ verdict: 'unknown' }])
})

t.test('an answer that took longer than it may is of a time at which we were not there', async t => {
  const { look, relay, standing, pass } = open()
  relay.views = async () => {
    pass(60_000)
    return [sessionView(current)]
  }
  await look()
  t.equal(standing().isQuiet, false)
})

t.test('a session that is on another gopls still is not judged as one of its new slot', async t => {
  const { look, relay, standing } = open()
  relay.sessions = [hangingView({ instance: 'r9', generation: 1 }, 60_000)]
  await look()
  await look()
  t.match(standing().list, [{ verdict: 'unknown', reason: /waiting for a gopls/ }])
  relay.sessions = [hangingView(current, 60_000)]
  await look()
  await look()
  t.match(standing().list, [{ verdict: 'suspect' }])
})

t.test('ages are told in whole milliseconds', async t => {
  const { look, relay, standing } = open()
  relay.sessions = [{ ...hangingView(current, 12.3), lastSignAgeMs: 4.56 }]
  await look()
  t.match(standing().list, [{ oldestPendingMs: 12, lastSignMs: 5 }])
})

/** Rounds over one session, whose slot is a gopls that answers. */
function open() {
  let nowMs = 1_000
  const pass = (ms: number): void => {
    nowMs += ms
  }
  const relay = new InTestRelay()
  const book = new SessionBook()
  book.open(relay, leaseRequest()).session.slot = '1'
  const instance = {
    id: '1',
    groupId: 4711,
    address: { generation: 1, socketPath: '/nowhere/s' },
    inside: new SharedLook('/nowhere/s', 100),
    isWell: true,
    stderrTail: () => '',
  }
  const rounds = new SessionRounds({
    book,
    pool: { get: () => instance as unknown as Instance },
    settings: () => defaultSettings,
    clock: { monotonicMs: () => nowMs, wallMs: () => nowMs },
    emit: () => undefined,
  })
  const rows = [processRow({ pid: 4711, groupId: 4711 })]
  return { relay, pass, standing: () => book.standing('1'), look: () => rounds.look(rows, 'fit') }
}
