/** What the relay must know of a method. */
export interface MethodTraits {
  /** Its params are read, by the journal or for what gopls says aloud. */
  readonly parse: boolean
  /** Carried out twice it may do something twice: a request that was in flight is not sent again. */
  readonly effects: boolean
  /** What gopls is told when the editor owes it an answer for too long. */
  readonly standIn: StandIn
}

/**
 * `null-each`: a list with null for each thing asked for. `not-applied`: gopls dereferences this result, so that
 * null would crash it.
 */
export type StandIn = 'null' | 'null-each' | 'not-applied' | 'not-shown' | 'method-not-found'

/** An unknown request may do anything. */
const unknownMethod: MethodTraits = { parse: false, effects: true, standIn: 'method-not-found' }

export function traitsOf(method: string): MethodTraits {
  return table.get(method) ?? unknownMethod
}

/** Whether it is a method that editors and gopls are known to use. */
export function isKnownMethod(method: string): boolean {
  return table.has(method)
}

/** Whether a request must not be carried out twice. */
export function hasEffects(method: string, command: string | undefined): boolean {
  if (method === 'workspace/executeCommand') return command === undefined || !readOnlyCommands.has(command)
  return traitsOf(method).effects
}

/** Commands of gopls that only tell something. Those that open a browser or ask for an edit are not among them. */
const readOnlyCommands: ReadonlySet<string> = new Set([
  'gopls.fetch_vulncheck_result',
  'gopls.list_imports',
  'gopls.list_known_packages',
  'gopls.mem_stats',
  'gopls.modules',
  'gopls.package_symbols',
  'gopls.packages',
  'gopls.resolve_target',
  'gopls.views',
  'gopls.vulncheck',
  'gopls.workspace_stats',
])

const passed: MethodTraits = { parse: false, effects: false, standIn: 'method-not-found' }
const parsed: MethodTraits = { ...passed, parse: true }
const command: MethodTraits = { ...parsed, effects: true }
const askedOfEditor: MethodTraits = { ...passed, standIn: 'null' }
const announced: MethodTraits = { ...parsed, standIn: 'null' }

const table: ReadonlyMap<string, MethodTraits> = new Map([
  // The editor's session.
  ['initialize', parsed],
  ['initialized', passed],
  ['shutdown', passed],
  ['exit', passed],
  ['$/setTrace', parsed],
  ['$/cancelRequest', parsed],
  ['workspace/didChangeConfiguration', parsed],
  ['workspace/didChangeWorkspaceFolders', parsed],
  ['textDocument/didOpen', parsed],
  ['textDocument/didChange', parsed],
  ['textDocument/didClose', parsed],

  // What gopls tells the editor, and asks of it.
  ['$/progress', parsed],
  ['textDocument/publishDiagnostics', parsed],
  ['window/logMessage', parsed],
  ['window/showMessage', parsed],
  ['client/registerCapability', announced],
  ['client/unregisterCapability', announced],
  ['workspace/configuration', { ...parsed, standIn: 'null-each' }],
  ['workspace/applyEdit', { ...passed, standIn: 'not-applied' }],
  ['window/showDocument', { ...passed, standIn: 'not-shown' }],
  ['window/showMessageRequest', askedOfEditor],
  ['window/workDoneProgress/create', askedOfEditor],
  ['workspace/workspaceFolders', askedOfEditor],
  ['workspace/codeLens/refresh', askedOfEditor],
  ['workspace/diagnostic/refresh', askedOfEditor],
  ['workspace/foldingRange/refresh', askedOfEditor],
  ['workspace/inlayHint/refresh', askedOfEditor],
  ['workspace/inlineValue/refresh', askedOfEditor],
  ['workspace/semanticTokens/refresh', askedOfEditor],
  ['workspace/textDocumentContent/refresh', askedOfEditor],

  // What the editor asks: reads, and the one way to have something done.
  ['workspace/executeCommand', command],
  ...[
    'callHierarchy/incomingCalls',
    'callHierarchy/outgoingCalls',
    'codeAction/resolve',
    'codeLens/resolve',
    'command/resolve',
    'completionItem/resolve',
    'documentLink/resolve',
    'gopls/handshake',
    'gopls/sessions',
    'inlayHint/resolve',
    'interactive/listEnum',
    'textDocument/codeAction',
    'textDocument/codeLens',
    'textDocument/colorPresentation',
    'textDocument/completion',
    'textDocument/declaration',
    'textDocument/definition',
    'textDocument/diagnostic',
    'textDocument/documentColor',
    'textDocument/documentHighlight',
    'textDocument/documentLink',
    'textDocument/documentSymbol',
    'textDocument/foldingRange',
    'textDocument/formatting',
    'textDocument/hover',
    'textDocument/implementation',
    'textDocument/inlayHint',
    'textDocument/inlineCompletion',
    'textDocument/inlineValue',
    'textDocument/linkedEditingRange',
    'textDocument/moniker',
    'textDocument/onTypeFormatting',
    'textDocument/prepareCallHierarchy',
    'textDocument/prepareRename',
    'textDocument/prepareTypeHierarchy',
    'textDocument/rangeFormatting',
    'textDocument/rangesFormatting',
    'textDocument/references',
    'textDocument/rename',
    'textDocument/selectionRange',
    'textDocument/semanticTokens/full',
    'textDocument/semanticTokens/full/delta',
    'textDocument/semanticTokens/range',
    'textDocument/signatureHelp',
    'textDocument/typeDefinition',
    'textDocument/willSaveWaitUntil',
    'typeHierarchy/subtypes',
    'typeHierarchy/supertypes',
    'workspace/diagnostic',
    'workspace/symbol',
    'workspace/textDocumentContent',
    'workspace/willCreateFiles',
    'workspace/willDeleteFiles',
    'workspace/willRenameFiles',
    'workspaceSymbol/resolve',
  ].map((read): [string, MethodTraits] => [read, passed]),
])
