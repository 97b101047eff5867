import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Writes an executable shell script, and the folders above it; gives back its path. */
export function writeProgram(path: string, ...lines: readonly string[]): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${['#!/bin/sh', ...lines].join('\n')}\n`)
  chmodSync(path, 0o755)
  return path
}

/** A program that says it is this version of gopls. */
export function writeGopls(path: string, version = 'v0.23.0'): string {
  return writeProgram(path, `echo 'golang.org/x/tools/gopls ${version}'`)
}
