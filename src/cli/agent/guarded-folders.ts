import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { choosePinnedNode } from '../../host/pinned-node.js'
import type { AgentHost } from './agent-host.js'

/** What the agent must read later, and how to have it elsewhere. */
export interface Needed {
  readonly path: string
  readonly cure: string
}

/** The Node that runs now is the one that the agent takes first. */
export function needNode(execPath: string): Needed {
  return {
    path: choosePinnedNode(execPath),
    cure: 'Install Node elsewhere (brew install node), and type it again with that one.',
  }
}

export function needStateFolder(path: string): Needed {
  return { path, cure: 'Set GOPLS_GUARDIAN_HOME to a folder elsewhere, or unset it.' }
}

export function needGopls(path: string): Needed {
  return { path, cure: 'Set gopls.path to a gopls elsewhere, or unset it and GOBIN, then try again.' }
}

export function needGo(path: string): Needed {
  return { path, cure: 'Install Go elsewhere (brew install go), and put that first on PATH.' }
}

/** Why the agent would not be able to read one of these; undefined where it can read all. */
export async function findGuardedTrouble(
  { platform, homeFolder }: Pick<AgentHost, 'platform' | 'homeFolder'>,
  all: readonly Needed[],
): Promise<string | undefined> {
  if (platform !== 'darwin') return undefined
  for (const { path, cure } of all) {
    // A link elsewhere does not help: what it leads to is what counts.
    const real = await realpath(path).catch(() => path)
    const guarded = [path, real].find(each => isGuarded(homeFolder, each))
    if (guarded !== undefined) return `macOS does not let an agent read ${guarded}. ${cure}`
  }
  return undefined
}

/** Whether macOS keeps the path from an agent even where a person may use it. Mac file names know no case. */
export function isGuarded(homeFolder: string, path: string): boolean {
  const folders = ['/Volumes', ...guardedFolders.map(name => join(homeFolder, name))]
  return folders.some(folder => `${path}/`.toLowerCase().startsWith(`${folder}/`.toLowerCase()))
}

/** The last one is iCloud. */
const guardedFolders = ['Desktop', 'Documents', 'Downloads', join('Library', 'Mobile Documents')]
