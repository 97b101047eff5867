const versionLine = /^golang\.org\/x\/tools\/gopls (v\d+\.\d+\.\d+\S*|\(devel\)|\(unknown\))$/

/**
 * The version in what `gopls version` prints; undefined when it is not gopls that printed it.
 * Old releases add a second line, `    golang.org/x/tools/gopls@v0.5.0 h1:…`. A checkout gives `(devel)`,
 * some distributions' builds, which bear no module version, `(unknown)`.
 */
export function parseVersionOutput(stdout: string): string | undefined {
  const [firstLine = ''] = stdout.split('\n', 1)
  return versionLine.exec(firstLine.trimEnd())?.[1]
}
