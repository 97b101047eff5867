import { fileURLToPath } from 'node:url'

/** The folder of this package: a file of src/cli and one of dist/cli are both two folders below it. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url))
