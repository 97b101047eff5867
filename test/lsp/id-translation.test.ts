import fc from 'fast-check'
import t from 'tap'
import { IdTranslation } from '../../src/lsp/id-translation.js'

t.test('on the first connection the ids are those of gopls', async t => {
  const ids = new IdTranslation()
  t.same([ids.forEditor(1), ids.forEditor(2)], [1, 2])
  t.same([ids.takeForGopls(2), ids.takeForGopls(1)], [2, 1])
})

t.test('an answer is taken once', async t => {
  const ids = new IdTranslation()
  const editorId = ids.forEditor(1)
  ids.takeForGopls(editorId)
  t.equal(ids.takeForGopls(editorId), undefined)
  t.equal(ids.editorIdOf(1), undefined)
})

t.test('an answer to a request that the relay answered is late', async t => {
  const ids = new IdTranslation()
  const editorId = ids.forEditor(1)
  ids.forget(1)
  t.equal(ids.takeForGopls(editorId), undefined)
})

t.test('an answer to a question of the relay itself is for no gopls', async t => {
  const ids = new IdTranslation()
  t.same(
    [ids.takeForGopls(ids.forEditor()), ids.takeForGopls(99), ids.takeForGopls('1')],
    [undefined, undefined, undefined],
  )
})

t.test(
  'over any number of connections no id comes twice, and no answer reaches a gopls that did not ask',
  async () => {
    const step = fc.oneof(
      fc.constant({ kind: 'lost' as const }),
      fc.record({
        kind: fc.constant('asked' as const),
        goplsId: fc.oneof(fc.nat(9), fc.constantFrom('a', 'b')),
      }),
      fc.record({ kind: fc.constant('answered' as const), editorId: fc.nat(20) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const ids = new IdTranslation()
        const given = new Set<number>()
        const awaited = new Map<number, number | string>()
        for (const taken of steps) {
          if (taken.kind === 'lost') {
            ids.connectionLost()
            awaited.clear()
          } else if (taken.kind === 'asked') {
            if ([...awaited.values()].includes(taken.goplsId)) continue
            const editorId = ids.forEditor(taken.goplsId)
            if (given.has(editorId)) return false
            given.add(editorId)
            awaited.set(editorId, taken.goplsId)
            if (ids.editorIdOf(taken.goplsId) !== editorId) return false
          } else {
            if (ids.takeForGopls(taken.editorId) !== awaited.get(taken.editorId)) return false
            awaited.delete(taken.editorId)
          }
        }
        return true
      }),
    )
  },
)
