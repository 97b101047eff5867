import { Ajv } from 'ajv'
import t from 'tap'
import { configurationSchema, printConfigurationSchema } from '../../src/config/schema.js'

interface SchemaNode {
  readonly description?: string
  readonly type?: unknown
  readonly additionalProperties?: unknown
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, SchemaNode>>
}

const root: SchemaNode = configurationSchema
const settings = Object.entries(root.properties ?? {})
  .filter(([name]) => name !== '$schema')
  .flatMap(([name, node]) => listNodes(name, node))

t.test('is valid by the meta-schema that it names', async t => {
  const ajv = new Ajv()
  t.ok(ajv.validateSchema(configurationSchema), ajv.errorsText())
})

t.test('printed, it is the same schema', async t => {
  t.same(JSON.parse(printConfigurationSchema()), configurationSchema)
})

t.test('every setting has a description and a default', async t => {
  t.ok(settings.length > 50)
  for (const [key, node] of settings) {
    t.type(node.description, 'string', key)
    t.not(node.default, undefined, key)
  }
})

t.test('no section takes an unknown key', async t => {
  t.equal(root.additionalProperties, false)
  for (const [key, node] of settings) if (node.properties) t.equal(node.additionalProperties, false, key)
})

t.test('every example and default is right by its own description', async t => {
  const ajv = new Ajv({ strict: false })
  for (const [key, node] of settings) {
    for (const value of [node.default, ...(node.examples ?? [])]) t.ok(ajv.validate(node, value), key)
  }
})

function listNodes(key: string, node: SchemaNode): (readonly [string, SchemaNode])[] {
  const children = Object.entries(node.properties ?? {})
  return [[key, node], ...children.flatMap(([name, child]) => listNodes(`${key}.${name}`, child))]
}
