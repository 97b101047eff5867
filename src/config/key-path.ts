/** A setting's place in the document: `probe.interval` is `['probe', 'interval']`. */
export type KeyPath = readonly string[]

export function toKeyPath(key: string): KeyPath {
  return key.split('.')
}

export function readAt(document: unknown, path: KeyPath): unknown {
  return path.reduce((value, name) => (isObject(value) ? value[name] : undefined), document)
}

/** A copy of the document with one value put in; nothing else is copied deeply. */
export function writeAt(document: unknown, [name, ...rest]: KeyPath, value: unknown): unknown {
  if (name === undefined) return value
  const object = isObject(document) ? document : {}
  return { ...object, [name]: writeAt(object[name], rest, value) }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
