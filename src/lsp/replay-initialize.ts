import { isDeepStrictEqual } from 'node:util'
import { encodeRequest, type RequestId } from './message.js'
import { asObject, type JsonObject } from './read-params.js'
import type { ToldToGopls } from './told-to-gopls.js'

export interface InitializeReplay {
  readonly id: RequestId
  readonly body: Buffer
  /**
   * `forward`: the editor still waits for this answer; the rest may follow at once, and `id` is in flight with it.
   * `swallow`: the editor has one, which this one is compared with; the rest follows on it.
   */
  readonly answer: 'forward' | 'swallow'
}

/** Names a replayed `initialize`: no id of an editor's. */
export const replayId: RequestId = 'gopls-guardian:initialize'

/** The first message on a fresh connection; undefined while the editor has not sent `initialize`. */
export function replayInitialize(told: ToldToGopls, freshId: RequestId): InitializeReplay | undefined {
  const { initialize } = told
  if (!initialize) return undefined
  const answer = initialize.answer ? 'swallow' : 'forward'
  const id = initialize.answer ? freshId : initialize.id
  const params = initialize.answer ? currentParams(told, initialize.params) : initialize.params
  return { id, body: encodeRequest(id, 'initialize', params), answer }
}

/** What another gopls answers differently about itself, by name; the editor goes on believing the first answer. */
export function findChangedCapabilities(first: unknown, second: unknown): readonly string[] {
  const before = asObject(asObject(first)?.['capabilities']) ?? {}
  const after = asObject(asObject(second)?.['capabilities']) ?? {}
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter(name => !isDeepStrictEqual(before[name], after[name])).sort()
}

function currentParams(told: ToldToGopls, params: JsonObject): JsonObject {
  return {
    ...params,
    ...(told.foldersChanged && currentFolders(told)),
    ...(told.trace !== undefined && { trace: told.trace }),
    capabilities: pinPositionEncoding(told, asObject(params['capabilities']) ?? {}),
  }
}

/** Without folders gopls would take the root instead, which is none of the folders any more. */
function currentFolders({ folders }: ToldToGopls): JsonObject {
  const root = folders.length === 0 ? { rootUri: null, rootPath: null } : {}
  return { ...root, workspaceFolders: folders }
}

/** The editor counts as was agreed with the first gopls, whatever another one would prefer. */
function pinPositionEncoding(told: ToldToGopls, capabilities: JsonObject): JsonObject {
  const general = asObject(capabilities['general'])
  if (general?.['positionEncodings'] === undefined) return capabilities
  return { ...capabilities, general: { ...general, positionEncodings: [told.positionEncoding] } }
}
