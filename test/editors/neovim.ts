import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Scope } from '../fake-gopls/served-gopls.js'
import type { OutsideProgram } from '../host/outside-program.js'
import { DrivenEditor, type EditedFile } from './driven-editor.js'

const driver = fileURLToPath(new URL('./neovim-driver.lua', import.meta.url))

/** Starts Neovim without a screen and without anybody's settings; resolves when the server has answered `initialize`. */
export async function openNeovim(
  scope: Scope,
  program: OutsideProgram,
  file: EditedFile,
): Promise<DrivenEditor> {
  const child = spawn(program.path, ['--headless', '-u', 'NONE', '-i', 'NONE', '-n', '-S', driver], {
    cwd: file.root,
    env: { ...file.server.environment, ...program.environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { pid, stdin: asked, stdout: told } = child
  const neovim = new DrivenEditor({ pid, asked, told, ended: once(child, 'close') })
  scope.teardown(() => neovim.close())
  await neovim.open(file)
  return neovim
}
