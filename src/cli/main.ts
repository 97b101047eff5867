#!/usr/bin/env node
import { CommanderError } from 'commander'
import { exitCodes } from './exit-codes.js'
import { buildProgram } from './program.js'
import { openTerminal } from './terminal.js'

try {
  await buildProgram(openTerminal(process)).parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  // Help that was asked for comes here with 0, all other complaints of commander with 1.
  process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage
}
