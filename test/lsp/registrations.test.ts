import fc from 'fast-check'
import t from 'tap'
import type { Registration } from '../../src/lsp/read-params.js'
import { compareRegistrations } from '../../src/lsp/registrations.js'

const watchers = ['**/*.go', '**/go.mod', { baseUri: 'file:///w', pattern: '**/*.work' }].map(
  globPattern => ({
    globPattern,
    kind: 7,
  }),
)

t.test('the same registrations are no news, in whatever order their watchers come', async () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(watchers, { minLength: watchers.length }), shuffled => {
      const { register, unregister } = compareRegistrations(known(watch('0', watchers)), [
        watch('0', shuffled),
      ])
      return register.length === 0 && unregister.length === 0
    }),
  )
})

t.test('only what differs is news', async t => {
  const same = watch('0', watchers)
  const added = {
    id: 'configuration',
    method: 'workspace/didChangeConfiguration',
    registerOptions: undefined,
  }
  t.same(compareRegistrations(known(same), [same, added]), { unregister: [], register: [added] })
})

t.test('an id that means something else by now is taken back first', async t => {
  const before = watch('0', watchers)
  const after = watch('0', watchers.slice(1))
  t.same(compareRegistrations(known(before), [after]), { unregister: [before], register: [after] })
  const other = { ...before, method: 'm' }
  t.same(compareRegistrations(known(before), [other]), { unregister: [before], register: [other] })
})

function watch(id: string, watched: readonly object[]): Registration {
  return { id, method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers: watched } }
}

function known(...registrations: readonly Registration[]): ReadonlyMap<string, Registration> {
  return new Map(registrations.map(registration => [registration.id, registration]))
}
