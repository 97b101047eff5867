import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser'
import { insertProperty, removeProperty, splice } from './json-property.js'

/** `go.alternateTools` of VS Code's Go extension: an object of paths by tool name. `undefined`: not there. */
export type AlternateTools = unknown

export type ReadSetting =
  | { readonly ok: true; readonly tools: AlternateTools; readonly gopls: unknown }
  /** Line and column from 1. */
  | { readonly ok: false; readonly line: number; readonly column: number; readonly reason: string }

const toolsKey = 'go.alternateTools'
const toolKey = 'gopls'

/** What a settings.json (JSON with comments and trailing commas) says of gopls. */
export function readGoplsSetting(text: string): ReadSetting {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, parseOptions)
  const [error] = errors
  if (error) return refuse(text, error.offset, `not JSON with comments (${printParseErrorCode(error.error)})`)
  if (root === undefined) return { ok: true, tools: undefined, gopls: undefined }
  if (root.type !== 'object') return refuse(text, root.offset, 'expected an object')
  const toolsNode = findNodeAtLocation(root, [toolsKey])
  const twin = findTwin(root, toolsKey) ?? (toolsNode && findTwin(toolsNode, toolKey))
  // VS Code takes the last one; we would edit the first.
  if (twin) return refuse(text, twin.offset, 'the same key for the second time')
  const tools: unknown = toolsNode && getNodeValue(toolsNode)
  return { ok: true, tools, gopls: isObject(tools) ? tools[toolKey] : undefined }
}

/** The text with this gopls; everything else stays as it is. */
export function setGopls(text: string, gopls: unknown): string {
  const tools = `{ ${JSON.stringify(toolKey)}: ${JSON.stringify(gopls)} }`
  const root = parseTree(text, [], parseOptions)
  if (root === undefined) return `${text}{\n    ${JSON.stringify(toolsKey)}: ${tools}\n}`
  const toolsNode = findNodeAtLocation(root, [toolsKey])
  if (toolsNode === undefined) return insertProperty(text, root, toolsKey, tools)
  if (toolsNode.type !== 'object') return replaceNode(text, toolsNode, tools)
  const toolNode = findNodeAtLocation(toolsNode, [toolKey])
  if (toolNode === undefined) return insertProperty(text, toolsNode, toolKey, JSON.stringify(gopls))
  return replaceNode(text, toolNode, JSON.stringify(gopls))
}

/** The text with gopls as `former` had it; the other tools stay as they are now. */
export function restoreGopls(text: string, former: AlternateTools): string {
  const root = parseTree(text, [], parseOptions)
  const toolsNode = root && findNodeAtLocation(root, [toolsKey])
  if (root === undefined || toolsNode === undefined) return text
  if (isObject(former)) {
    return toolKey in former ? setGopls(text, former[toolKey]) : removeKey(text, toolsNode, toolKey)
  }
  if ((toolsNode.children?.length ?? 0) > 1) return removeKey(text, toolsNode, toolKey)
  if (former === undefined) return removeKey(text, root, toolsKey)
  return replaceNode(text, toolsNode, JSON.stringify(former))
}

const parseOptions = { allowTrailingComma: true, allowEmptyContent: true }

function refuse(text: string, offset: number, reason: string): ReadSetting {
  const before = text.slice(0, offset).split('\n')
  return { ok: false, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, reason }
}

function findTwin(object: Node, key: string): Node | undefined {
  return (object.children ?? []).filter(property => keyOf(property) === key)[1]
}

function removeKey(text: string, object: Node, key: string): string {
  const index = (object.children ?? []).findIndex(property => keyOf(property) === key)
  return removeProperty(text, object, index)
}

function keyOf({ children }: Node): unknown {
  return children?.[0]?.value
}

function replaceNode(text: string, { offset, length }: Node, json: string): string {
  return splice(text, offset, offset + length, json)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
