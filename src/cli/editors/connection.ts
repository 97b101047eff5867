import { createHash } from 'node:crypto'
import { type AlternateTools, restoreGopls, setGopls } from './gopls-setting.js'
import { findChange, type TextChange, undoChange } from './text-change.js'

/** What must be known to take an edit of a settings file back. */
export interface Connection {
  /** The path that was written. */
  readonly dropIn: string
  /** What was there before; left out where nothing was. */
  readonly former?: AlternateTools
  readonly change: TextChange
  /** SHA-256 of the file as we left it: while it is the same, the change can be undone to the byte. */
  readonly digest: string
  readonly createdFile: boolean
}

/** Makes the edit; `text` is undefined where there is no file, and parses otherwise. */
export function connectText(
  text: string | undefined,
  former: AlternateTools,
  dropIn: string,
): { readonly text: string; readonly connection: Connection } {
  const before = text ?? ''
  const edited = setGopls(before, dropIn)
  const after = text === undefined ? `${edited}\n` : edited
  const connection = {
    dropIn,
    ...(former !== undefined && { former }),
    change: findChange(before, after),
    digest: digestText(after),
    createdFile: text === undefined,
  }
  return { text: after, connection }
}

/** Takes the edit back; undefined where no file is to be left. Elsewhere in the file things may have changed since. */
export function disconnectText(text: string, connection: Connection): string | undefined {
  if (digestText(text) !== connection.digest) return restoreGopls(text, connection.former)
  return connection.createdFile ? undefined : undoChange(text, connection.change)
}

function digestText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
