import t from 'tap'
import { recogniseEditor } from '../../../src/gopls/observe/recognise-editor.js'

const vscodeHelper =
  '/Applications/Visual Studio Code.app/Contents/Frameworks/Code Helper.app/Contents/MacOS/Code Helper'

for (const [command, editor] of [
  [`${vscodeHelper} /Applications/x/out/bootstrap --type=extensionHost`, 'vscode'],
  ['Code Helper (Plugin): extension-host (user) demo [1-1]', 'vscode'],
  ['Code - Insiders Helper (Plugin): extension-host (user) demo [1-1]', 'vscode'],
  ['/usr/share/code/code --type=utility --utility-sub-type=node.mojom.NodeService', 'vscode'],
  ['/home/ann/.vscode-server/bin/1a2b/node /home/ann/x/bootstrap-fork --type=extensionHost', 'vscode'],
  ['Cursor Helper (Plugin): extension-host (user) live-demo [1-1]', 'cursor'],
  ['Cursor Helper (Plugin): extension-host (agent-exec) demo [2-8]', 'cursor'],
  ['/Applications/Cursor.app/Contents/MacOS/Cursor', 'cursor'],
  ['/home/ann/.cursor-server/bin/1a2b/node /home/ann/x/bootstrap-fork --type=extensionHost', 'cursor'],
  ['Windsurf Helper (Plugin): extension-host demo [1-1]', 'windsurf'],
  ['/usr/share/windsurf/windsurf --type=utility', 'windsurf'],
  ['/Applications/Zed.app/Contents/MacOS/zed /Users/ann/src', 'zed'],
  ['/home/ann/.local/libexec/zed-editor', 'zed'],
  ['/opt/homebrew/bin/nvim --embed main.go', 'neovim'],
  ['nvim', 'neovim'],
  ['/Applications/Emacs.app/Contents/MacOS/Emacs-arm64-11', 'emacs'],
  ['/usr/bin/emacs-29.1 --daemon', 'emacs'],
  ['hx main.go', 'helix'],
  ['/Applications/Sublime Text.app/Contents/MacOS/plugin_host 560 --auto-shell-env', 'sublime'],
  ['/opt/sublime_text/plugin_host-3.8 560', 'sublime'],
  ['/Applications/GoLand.app/Contents/MacOS/goland', 'goland'],
  ['/opt/goland/jbr/bin/java -Didea.paths.selector=GoLand2025.1 com.intellij.idea.Main', 'goland'],
  ['claude --resume', 'claude-code'],
  ['node /opt/lib/node_modules/@anthropic-ai/claude-code/cli.js', 'claude-code'],
  ['-zsh', 'terminal'],
  ['/bin/bash -l', 'terminal'],
  ['fish', 'terminal'],
  ['/bin/bash --init-file /x/shellIntegration-bash.sh', 'terminal'],
] as const)
  t.test(`${editor}: ${command}`, async t => {
    t.equal(recogniseEditor(command), editor)
  })

for (const command of [
  'sh -c gopls',
  '/bin/bash /Users/ann/bin/start-gopls',
  '/usr/bin/python3 /opt/nvim/ycmd.py',
  '/usr/bin/vim /Applications/Cursor.app/notes',
  '/sbin/launchd',
  '/usr/lib/systemd/systemd --user',
  'tmux new',
  '/usr/bin/nvim-qt-notes',
  '(Code Helper)',
  '<defunct>',
  '',
])
  t.test(`nobody that is known: ${command}`, async t => {
    t.equal(recogniseEditor(command), undefined)
  })
