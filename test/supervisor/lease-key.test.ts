import fc from 'fast-check'
import t from 'tap'
import { type Toolchain, toolNames } from '../../src/gopls/toolchain.js'
import { fingerprint, type LeaseFacts, leaseKey } from '../../src/supervisor/lease-key.js'

const text = fc.string({ maxLength: 20 })
const toolchains: fc.Arbitrary<Toolchain> = fc.record({
  tools: fc.record({
    go: fc.option(text),
    git: fc.option(text),
    cc: fc.option(text),
    'pkg-config': fc.option(text),
    gopackagesdriver: fc.option(text),
  }),
  goEnvironment: fc.option(text),
  home: fc.option(text),
})
const anyFacts: fc.Arbitrary<LeaseFacts> = fc.record({
  isolation: fc.constantFrom('workspace', 'shared', 'session'),
  session: text,
  roots: fc.array(text, { minLength: 1, maxLength: 4 }),
  goplsPath: text,
  goplsArgs: fc.array(text, { maxLength: 3 }),
  toolchain: toolchains,
})

t.test('the order of the folders, and the session, make no other gopls for a workspace', async () => {
  fc.assert(
    fc.property(anyFacts, text, (given, session) => {
      const facts: LeaseFacts = { ...given, isolation: 'workspace' }
      const other = { ...facts, session, roots: [...facts.roots, ...facts.roots].reverse() }
      return leaseKey(facts) === leaseKey(other)
    }),
  )
})

t.test('other folders make another gopls for a workspace, and none where it is shared', async () => {
  fc.assert(
    fc.property(anyFacts, text, (given, root) => {
      fc.pre(!given.roots.includes(root))
      const keyOf = (isolation: LeaseFacts['isolation'], roots: readonly string[]) =>
        leaseKey({ ...given, isolation, roots })
      return (
        keyOf('workspace', given.roots) !== keyOf('workspace', [...given.roots, root]) &&
        keyOf('shared', given.roots) === keyOf('shared', [root])
      )
    }),
  )
})

t.test('each session is alone where the settings say so', async () => {
  fc.assert(
    fc.property(anyFacts, text, (given, session) => {
      fc.pre(session !== given.session)
      const facts: LeaseFacts = { ...given, isolation: 'session' }
      return leaseKey(facts) !== leaseKey({ ...facts, session })
    }),
  )
})

t.test('whatever is other about gopls or Go makes another one, whatever is shared', async () => {
  const changes: readonly ((facts: LeaseFacts) => LeaseFacts)[] = [
    facts => ({ ...facts, goplsPath: `${facts.goplsPath}x` }),
    facts => ({ ...facts, goplsArgs: [...facts.goplsArgs, '-v'] }),
    facts => ({ ...facts, toolchain: { ...facts.toolchain, home: `${facts.toolchain.home}x` } }),
    facts => ({
      ...facts,
      toolchain: { ...facts.toolchain, goEnvironment: `${facts.toolchain.goEnvironment}x` },
    }),
    ...toolNames.map(name => (facts: LeaseFacts): LeaseFacts => {
      const tools = { ...facts.toolchain.tools, [name]: `${facts.toolchain.tools[name]}x` }
      return { ...facts, toolchain: { ...facts.toolchain, tools } }
    }),
  ]
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...changes), (facts, change) => {
      const other = change(facts)
      return leaseKey(facts) !== leaseKey(other) && fingerprint(facts) !== fingerprint(other)
    }),
  )
})

t.test('a key tells nothing of what it was made of', async t => {
  fc.assert(fc.property(anyFacts, facts => /^[0-9a-f]{24}\/([0-9a-f]{24}|shared)$/.test(leaseKey(facts))))
  t.pass()
})
