import type { Test } from 'tap'
import type { ConfigurationDocument } from '../../src/config/schema.js'
import type { StatusBody } from '../../src/http/status-body.js'
import type { EditorCommand } from './wire.js'

/** Everything around an editor that is not the editor: a daemon, its home, and the drop-in that editors start. */
export interface SessionEnvironment {
  /** GOPLS_GUARDIAN_HOME of daemon and drop-in. */
  readonly home: string
  /** The drop-in, as an editor starts it. */
  readonly editorCommand: EditorCommand
  /** A real gopls without anything in between, in the same environment. */
  readonly realGopls: EditorCommand
  /** Of the gopls that has editors; rejects when there is not exactly one. Sought again for each call. */
  instancePid(): Promise<number>
  status(): Promise<StatusBody>
  /** Where the daemon answers on HTTP, without the token. */
  healthUrl(): Promise<string>
  readonly daemon: {
    /** SIGKILL; resolves when it is gone. */
    kill(): Promise<void>
    /** With the same home; resolves when it answers. */
    restart(): Promise<void>
  }
}

/** One thing that must hold with any drop-in. */
export interface SessionCase {
  readonly name: string
  /** For the daemon of this case. */
  readonly config: ConfigurationDocument
  readonly run: (t: Test, environment: SessionEnvironment) => Promise<void>
}
