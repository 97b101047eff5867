import type { ExplicitSource } from './candidates.js'
import type { GoplsNotFound, RefusedCandidate } from './find.js'

/** What to tell somebody who has no gopls, in three lines: what is wrong, where we looked, what to do next. */
export function explainMissing(notFound: GoplsNotFound, platform: string): string {
  const [given] = notFound.tried
  const lines = notFound.explicit && given ? explainWrong(given) : explainNone(notFound, platform)
  return lines.join('\n')
}

function explainWrong(given: RefusedCandidate): readonly string[] {
  const setting = settingName(given.source)
  return [
    `The gopls that ${setting} names cannot be used.`,
    `${given.path} ${given.detail}.`,
    `Correct ${setting}, or remove it: then the usual places are searched.`,
  ]
}

function settingName(source: RefusedCandidate['source']): string {
  const names: Readonly<Partial<Record<RefusedCandidate['source'], string>>> = {
    flag: 'the command line',
    environment: 'GOPLS_GUARDIAN_GOPLS',
    file: 'gopls.path in the configuration file',
  } satisfies Record<ExplicitSource, string>
  return names[source] ?? source
}

function explainNone({ tried, go }: GoplsNotFound, platform: string): readonly string[] {
  return [
    'No gopls was found, the Go language server that gopls-guardian keeps alive.',
    describeSearch(tried),
    describeInstallation(go !== undefined, platform),
  ]
}

function describeSearch(tried: readonly RefusedCandidate[]): string {
  const broken = tried.filter(({ reason }) => reason !== 'missing' && reason !== 'our-own-drop-in')
  const found = broken.slice(0, 2).map(({ path, detail }) => `; ${path} ${detail}`)
  return `Looked in ${tried.length} places: tools folder, GOBIN, GOPATH, PATH, Homebrew, mise, asdf${found.join('')}.`
}

function describeInstallation(hasGo: boolean, platform: string): string {
  const goInstall = 'go install golang.org/x/tools/gopls@latest'
  if (platform === 'darwin') {
    return hasGo
      ? `Type: ${goInstall} (or: brew install gopls)`
      : `Type: brew install go gopls (or get Go from https://go.dev/dl, then type: ${goInstall})`
  }
  return hasGo
    ? `Type: ${goInstall}`
    : `Type: sudo apt install golang-go (or get Go from https://go.dev/dl), then: ${goInstall}`
}
