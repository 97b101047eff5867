import { quoteForShell } from '../../host/quote-for-shell.js'

export interface Editor {
  readonly id: string
  readonly name: string
  /** Where the lines go. */
  readonly place: string
  /** What makes it start our drop-in, whose path is given. */
  readonly lines: (dropIn: string) => readonly string[]
  /** What makes a running one take it over. */
  readonly after: string
}

/** Every editor that `connect` knows; how each is told which gopls to start. */
export const editors: readonly Editor[] = [
  {
    id: 'vscode',
    name: 'VS Code',
    place: 'settings.json',
    lines: alternateTools,
    after: 'Then run "Developer: Reload Window".',
  },
  {
    id: 'cursor',
    name: 'Cursor',
    place: 'settings.json',
    lines: alternateTools,
    after: 'Then run "Developer: Reload Window".',
  },
  {
    id: 'neovim',
    name: 'Neovim',
    place: '~/.config/nvim/init.lua (0.11 or newer)',
    lines: dropIn => [`vim.lsp.config('gopls', { cmd = { ${quote(dropIn)} } })`, `vim.lsp.enable('gopls')`],
    after: 'Then start Neovim again.',
  },
  {
    id: 'emacs',
    name: 'Emacs',
    place: 'the init file',
    lines: dropIn => [
      ';; with eglot',
      `(with-eval-after-load 'eglot`,
      `  (add-to-list 'eglot-server-programs`,
      `               '((go-mode go-ts-mode go-mod-ts-mode) . (${quote(dropIn)}))))`,
      ';; with lsp-mode',
      `(setq lsp-go-gopls-server-path ${quote(dropIn)})`,
    ],
    after: 'Then start Emacs again.',
  },
  {
    id: 'helix',
    name: 'Helix',
    place: '~/.config/helix/languages.toml',
    lines: dropIn => ['[language-server.gopls]', `command = ${quote(dropIn)}`],
    after: 'Then run :lsp-restart.',
  },
  {
    id: 'zed',
    name: 'Zed',
    place: '~/.config/zed/settings.json',
    lines: dropIn => [`"lsp": { "gopls": { "binary": { "path": ${quote(dropIn)} } } }`],
    after: 'Then run "editor: restart language server".',
  },
  {
    id: 'sublime',
    name: 'Sublime Text with LSP-gopls',
    place: 'Packages/User/LSP-gopls.sublime-settings',
    lines: dropIn => [`"command": [${quote(dropIn)}],`, `"settings": { "manageGoplsBinary": false }`],
    after: 'Then run "LSP: Restart Server".',
  },
  {
    id: 'claude-code',
    name: 'Claude Code with its gopls plugin',
    place: '~/.zshrc or ~/.bashrc, behind everything that changes PATH',
    lines: dropIn => [`export PATH=${quoteForShell(dropIn.replace(/\/gopls$/, ''))}:"$PATH"`],
    after: 'Then start Claude Code from a new terminal.',
  },
]

function alternateTools(dropIn: string): readonly string[] {
  return [`"go.alternateTools": { "gopls": ${quote(dropIn)} }`]
}

/** A string in JSON; of the characters that paths have, the same in Lua, Emacs Lisp and TOML. */
function quote(text: string): string {
  return JSON.stringify(text)
}
