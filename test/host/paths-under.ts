import { type Paths, resolvePaths } from '../../src/host/paths.js'

/** Where everything lies under a home of its own, with nothing outside. */
export function pathsUnder(home: string): Paths {
  return resolvePaths({
    platform: process.platform,
    environment: { GOPLS_GUARDIAN_HOME: home },
    homeFolder: home,
    currentFolder: home,
  })
}
