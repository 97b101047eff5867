/**
 * The path by which to start the Node that runs now, also after its next upgrade: Homebrew removes the folder of a
 * version (`…/Cellar/node@22/22.1.0`), the link beside it stays (`…/opt/node@22`).
 */
export function choosePinnedNode(execPath: string): string {
  return execPath.replace(/\/Cellar\/(node(?:@\d+)?)\/[^/]+\/bin\/node$/, '/opt/$1/bin/node')
}
