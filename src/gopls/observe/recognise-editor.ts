import type { ObservedEditor } from '../../core/observed-gopls.js'

/** The editor, agent or shell that a command line is of; undefined for any other program. */
export function recogniseEditor(command: string): ObservedEditor | undefined {
  const program = interpreters.test(command) ? command : cutArguments(command)
  const editor = rules.find(([, shape]) => shape.test(program))?.[0]
  return editor ?? (shell.test(command) ? 'terminal' : undefined)
}

/** What they are is said by the file that they run. */
const interpreters = /^(?:\S*\/)?(?:node|bun|deno|java)(?: |$)/

/** An argument that begins with a letter stays: it cannot be told from a name with a blank in it. */
function cutArguments(command: string): string {
  return command.split(/ (?=-\S|[/~"'])/, 1)[0] ?? ''
}

/**
 * The first that fits counts. On macOS the helpers of VS Code and its kin write a title over their arguments
 * (`Cursor Helper (Plugin): extension-host (user) … [1-1]`), elsewhere the path of the application is there to see.
 */
const rules: readonly (readonly [ObservedEditor, RegExp])[] = [
  ['claude-code', /^(?:\S*\/)?claude(?: |$)|\/claude-code\/|\/claude\/versions\//],
  ['cursor', /^Cursor Helper|\/Cursor\.app\/|\/\.cursor-server\/|^(?:\S*\/)?cursor(?: |$)/],
  ['windsurf', /^Windsurf Helper|\/Windsurf\.app\/|\/\.windsurf-server\/|^(?:\S*\/)?windsurf(?: |$)/],
  [
    'vscode',
    /^Code( - Insiders)? Helper|\/Visual Studio Code( - Insiders)?\.app\/|\/\.vscode-server(-insiders)?\/|^VSCodium Helper|\/VSCodium\.app\/|^(?:\S*\/)?(code|code-insiders|code-oss|codium|code-server)(?: |$)/,
  ],
  ['zed', /\/Zed[^/]*\.app\/|^(?:\S*\/)?(zed|zed-editor|zeditor|zed-remote-server\S*)(?: |$)/],
  ['neovim', /^(?:\S*\/)?nvim(?: |$)/],
  ['emacs', /\/Emacs[^/]*\.app\/|^(?:\S*\/)?emacs(-[\w.]+)?(?: |$)/i],
  ['helix', /^(?:\S*\/)?(hx|helix)(?: |$)/],
  ['sublime', /\/Sublime Text[^/]*\.app\/|^(?:\S*\/)?(sublime_text|plugin_host(-[\d.]+)?)(?: |$)/],
  ['goland', /\/GoLand[^/]*\.app\/|^(?:\S*\/)?goland(\.sh|64)?(?: |$)|-Didea\.paths\.selector=GoLand/i],
]

/** One that somebody types at: with a script or `-c` it works for whoever stands further up. */
const shell =
  /^-?(?:\S*\/)?(?:sh|bash|zsh|fish|dash|ksh|tcsh|nu|xonsh|pwsh)(?: -[ils]+| --login| --no(?:rc|profile)| --(?:init-file|rcfile) .+)*$/
