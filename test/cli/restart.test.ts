import t from 'tap'
import type { ApiClient } from '../../src/cli/api-client.js'
import { type RestartChoice, restartInstances } from '../../src/cli/restart.js'
import { recordTerminal } from './recorded-terminal.js'
import { healthBody, sampleInstance, sampleSnapshot } from './sample-snapshot.js'

/** A daemon with these instances, of which it refuses to restart some. */
function daemonWith(ids: readonly string[], refused: readonly string[] = []) {
  const posted: string[] = []
  const callApi: ApiClient = async (method, path) => {
    if (method === 'GET')
      return {
        ok: true,
        body: healthBody(sampleSnapshot({ instances: ids.map(id => sampleInstance({ id })) })),
      }
    posted.push(path)
    if (refused.some(id => path.includes(`/${id}/`)))
      return { ok: false, reason: 'refused', detail: 'Being stopped.' }
    return { ok: true, body: {} }
  }
  return { callApi, posted }
}

interface Case {
  readonly name: string
  readonly ids: readonly string[]
  readonly refused?: readonly string[]
  readonly choice: RestartChoice
  readonly exitCode: number
  readonly posted: readonly string[]
  readonly says: RegExp
}

const restart = (id: string) => `/api/v1/instances/${id}/restart`
const cases: readonly Case[] = [
  {
    name: 'the named one is restarted without asking which there are',
    ids: [],
    choice: { id: 'a b', all: false },
    exitCode: 0,
    posted: [restart('a%20b')],
    says: /^a b: restart accepted$/,
  },
  {
    name: 'without an ID the only one is restarted',
    ids: ['main'],
    choice: { id: undefined, all: false },
    exitCode: 0,
    posted: [restart('main')],
    says: /^main: restart accepted$/,
  },
  {
    name: 'without an ID and with several, nothing is restarted and their ids are told',
    ids: ['main', 'w2'],
    choice: { id: undefined, all: false },
    exitCode: 2,
    posted: [],
    says: /main, w2.*--all/,
  },
  {
    name: 'all are restarted when asked for, also after one was refused',
    ids: ['main', 'w2', 'w3'],
    refused: ['w2'],
    choice: { id: undefined, all: true },
    exitCode: 1,
    posted: [restart('main'), restart('w2'), restart('w3')],
    says: /^main: restart accepted\nw3: restart accepted\n.*refused to restart w2: Being stopped\./,
  },
  {
    name: 'with none there is nothing to restart',
    ids: [],
    choice: { id: undefined, all: true },
    exitCode: 1,
    posted: [],
    says: /no gopls to restart/,
  },
  {
    name: 'an ID and --all contradict each other',
    ids: ['main'],
    choice: { id: 'main', all: true },
    exitCode: 2,
    posted: [],
    says: /not both/,
  },
]
for (const { name, ids, refused, choice, exitCode, posted, says } of cases)
  t.test(name, async t => {
    const terminal = recordTerminal()
    const daemon = daemonWith(ids, refused)
    t.equal(await restartInstances(terminal, daemon.callApi, choice), exitCode)
    t.strictSame(daemon.posted, posted)
    t.match([...terminal.printed, ...terminal.complaints].join('\n'), says)
  })

t.test('a daemon that does not run is told as such', async t => {
  const callApi: ApiClient = async () => ({ ok: false, reason: 'daemon-not-running', detail: 'no answer' })
  const terminal = recordTerminal()
  t.equal(await restartInstances(terminal, callApi, { id: undefined, all: false }), 3)
  t.match(terminal.complaints, [/does not run/])
})
