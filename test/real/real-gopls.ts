import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { explainMissing } from '../../src/gopls/explain-missing.js'
import { findGopls } from '../../src/gopls/find.js'
import type { GoplsBinary } from '../../src/gopls/gopls-binary.js'

/** `skip` is for tap's option of that name: false, or the reason. */
export type RealGopls =
  | { readonly skip: false; readonly binary: GoplsBinary }
  | { readonly skip: string; readonly binary: undefined }

const toolsFolder = fileURLToPath(new URL('../../.dev/tools', import.meta.url))

/** The real gopls for tests that need one, or why they are skipped. Where CI=true, a missing one is an error. */
export async function findRealGopls(): Promise<RealGopls> {
  const found = await findGopls({ environment: process.env, homeFolder: homedir(), toolsFolder })
  if (found.ok) return { skip: false, binary: found.binary }
  const explanation = explainMissing(found, process.platform)
  if (found.explicit || process.env['CI'] === 'true') throw new Error(explanation)
  return { skip: explanation.replaceAll('\n', ' '), binary: undefined }
}
