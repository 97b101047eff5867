/** Whether this version of Node (`20.19.0`) is one that we run on: `engines` in package.json says the same. */
export function isFitNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 19)
}
