import { configurationSchema } from './schema.js'

interface SchemaNode {
  readonly description?: string
  readonly properties?: Readonly<Record<string, SchemaNode>>
}

/** Every setting as a dotted key, in the order of the schema; sections themselves are none. */
export const settingKeys: readonly string[] = listLeaves(configurationSchema).filter(key => key !== '$schema')

function listLeaves(node: SchemaNode): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    child.properties ? listLeaves(child).map(key => `${name}.${key}`) : [name],
  )
}
