import t from 'tap'
import type { SessionNote } from '../../src/control/supervision.js'
import { ToldErrors } from '../../src/relay/told-errors.js'

const begin = (message: string) => progress({ kind: 'begin', title: 'Setting up workspace', message })
const loading = begin('Loading packages...')
const loaded = progress({ kind: 'end', message: 'Finished loading packages.' })
const error = ['window/showMessage', { type: 1, message: 'go command required, not found' }] as const

t.test('an error is over when a later load has none, and not when its own load ends', async t => {
  const { hear, notes } = listen()
  hear(loading, error, loaded)
  t.match(notes, [{ kind: 'told-error', code: 'go-not-found' }])
  hear(loading, loaded)
  t.match(notes.slice(1), [{ kind: 'loaded' }])
  hear(loading, loaded)
  t.equal(notes.length, 2, 'there was none to be over')
  hear(error)
  t.match(notes.slice(2), [{ kind: 'told-error' }], 'told again at once after that')
})

t.test('so it is where the editor shows no progress', async t => {
  const { hear, notes } = listen()
  const say = (message: string) => ['window/showMessage', { type: 3, message }] as const
  hear(error, say('Loading packages...'), say('Finished loading packages.'))
  t.match(notes.slice(1), [{ kind: 'loaded' }])
})

t.test('a failure that is shown as progress is over when that ends', async t => {
  const { hear, notes } = listen()
  hear(progress({ kind: 'begin', title: 'Error loading workspace', message: 'go.mod:1: no' }, 'f'))
  hear(progress({ kind: 'end' }, 'another'))
  t.match(notes, [{ kind: 'told-error', code: 'broken-go-mod' }])
  hear(progress({ kind: 'end', message: 'Done.' }, 'f'))
  t.match(notes.slice(1), [{ kind: 'loaded' }])
})

function progress(value: object, token = '1') {
  return ['$/progress', { token, value }] as const
}

function listen() {
  const notes: SessionNote[] = []
  const errors = new ToldErrors(60_000, note => notes.push(note))
  const hear = (...told: readonly (readonly [string, object])[]): void => {
    for (const [method, params] of told) errors.take(method, params, 0)
  }
  return { hear, notes }
}
