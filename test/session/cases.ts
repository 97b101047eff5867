import { hangCases } from './hang-cases.js'
import { killCases } from './kill-cases.js'
import type { SessionCase } from './session-environment.js'
import { sharingCases } from './sharing-cases.js'

/** All that must hold with the drop-in between an editor and gopls. */
export const sessionCases: readonly SessionCase[] = [...killCases, ...hangCases, ...sharingCases]
