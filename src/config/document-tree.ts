import type { Node } from 'jsonc-parser'
import type { KeyPath } from './key-path.js'

/** The tree's value; own properties only, so that a key `__proto__` is a key like any other. */
export function toValue(node: Node): unknown {
  if (node.type === 'array') return childrenOf(node).map(toValue)
  if (node.type === 'object') {
    return Object.fromEntries(entriesOf(node).map(({ name, value }) => [name, toValue(value)]))
  }
  return node.value
}

/** Where in the text a key or its value begins. */
export function locate(root: Node, path: KeyPath, part: 'key' | 'value'): number {
  let offset = root.offset
  let node = root
  for (const name of path) {
    const entry = findEntry(node, name)
    if (!entry) break
    node = entry.value
    offset = part === 'key' ? entry.key.offset : entry.value.offset
  }
  return offset
}

/** Keys that an object has already had, each with the offset of its repetition. */
export function findDuplicates(
  node: Node,
  path: KeyPath = [],
): readonly { readonly path: KeyPath; readonly offset: number }[] {
  const seen = new Set<string>()
  return entriesOf(node).flatMap(({ name, key, value }) => {
    const here = [...path, name]
    const repeated = seen.has(name)
    seen.add(name)
    return [...(repeated ? [{ path: here, offset: key.offset }] : []), ...findDuplicates(value, here)]
  })
}

interface Entry {
  readonly name: string
  readonly key: Node
  readonly value: Node
}

/** The last of two equal keys counts, as in JSON.parse. */
function findEntry(node: Node, name: string): Entry | undefined {
  return entriesOf(node).findLast(entry => entry.name === name)
}

/** An object's keys and values, or a list's items named by their index. */
function entriesOf(node: Node): readonly Entry[] {
  const children = childrenOf(node)
  if (node.type === 'array')
    return children.map((item, index) => ({ name: String(index), key: item, value: item }))
  return children.flatMap(({ children: [key, value] = [] }) =>
    key && value ? [{ name: String(key.value), key, value }] : [],
  )
}

function childrenOf(node: Node): readonly Node[] {
  return node.children ?? []
}
