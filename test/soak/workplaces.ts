import type { Scope } from '../fake-gopls/served-gopls.js'
import { readingSteps } from '../session/asking-steps.js'
import type { WeightedSteps } from '../session/desk.js'
import { typingSteps } from '../session/typing-steps.js'
import { everyStep } from '../session/workload.js'
import { makeWorkspace, type Workspace } from '../session/workspace.js'
import { makeNoise, makeNoiseOnDisk } from './noisy-steps.js'
import { makeModuleWithDependency, readTexts } from './small-modules.js'
import { findStandardLibrary } from './standard-library.js'

/** Where an editor works, and at what. */
export interface Workplace {
  readonly name: string
  readonly workspace: Workspace
  /** What is opened with another text than is on disk. */
  readonly overlays: ReadonlyMap<string, string>
  readonly steps: WeightedSteps
  /** Comes and goes, so that sessions are opened and workspaces loaded again and again. */
  readonly isVisitor: boolean
}

/** Two editors share the gopls of the standard library: one stays, the other comes and goes. */
export async function prepareWorkplaces(scope: Scope): Promise<readonly Workplace[]> {
  const library = await findStandardLibrary()
  const reader = {
    workspace: library.workspace,
    overlays: library.texts,
    steps: [...typingSteps, ...readingSteps, ...makeNoise(library.texts)],
  }
  const module = await makeModuleWithDependency(scope)
  return [
    await describeModule('small module', await makeWorkspace(scope)),
    ...(module ? [await describeModule('module with a dependency', module)] : []),
    { name: 'standard library', ...reader, isVisitor: false },
    { name: 'standard library, visitor', ...reader, isVisitor: true },
  ]
}

async function describeModule(name: string, workspace: Workspace): Promise<Workplace> {
  const steps = [...everyStep, ...makeNoiseOnDisk(await readTexts(workspace))]
  return { name, workspace, overlays: new Map(), steps, isVisitor: false }
}
