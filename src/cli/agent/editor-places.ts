/** Where an editor leaves its traces. Files and folders are below the home folder. */
export interface EditorPlaces {
  readonly id: string
  /** In /Applications or ~/Applications. */
  readonly apps: readonly string[]
  /** On PATH. */
  readonly programs: readonly string[]
  /** Folders that it makes for itself. */
  readonly folders: readonly string[]
  /** Files that may name our drop-in. */
  readonly files: readonly string[]
}

const support = 'Library/Application Support'

/** Of every editor that `connect` knows (src/cli/editors/editor-list.ts). */
export const editorPlaces: readonly EditorPlaces[] = [
  {
    id: 'vscode',
    apps: ['Visual Studio Code'],
    programs: ['code'],
    folders: [`${support}/Code`, '.config/Code'],
    files: [`${support}/Code/User/settings.json`, '.config/Code/User/settings.json'],
  },
  {
    id: 'cursor',
    apps: ['Cursor'],
    programs: ['cursor'],
    folders: [`${support}/Cursor`, '.config/Cursor'],
    files: [`${support}/Cursor/User/settings.json`, '.config/Cursor/User/settings.json'],
  },
  {
    id: 'neovim',
    apps: [],
    programs: ['nvim'],
    folders: ['.config/nvim'],
    files: ['.config/nvim/init.lua', '.config/nvim/lsp/gopls.lua', '.config/nvim/after/lsp/gopls.lua'],
  },
  {
    id: 'emacs',
    apps: ['Emacs'],
    programs: ['emacs'],
    folders: ['.emacs.d', '.config/emacs'],
    files: [
      '.emacs',
      '.emacs.d/init.el',
      '.config/emacs/init.el',
      '.doom.d/config.el',
      '.config/doom/config.el',
    ],
  },
  {
    id: 'helix',
    apps: [],
    programs: ['hx', 'helix'],
    folders: ['.config/helix'],
    files: ['.config/helix/languages.toml'],
  },
  {
    id: 'zed',
    apps: ['Zed'],
    programs: ['zed'],
    folders: ['.config/zed'],
    files: ['.config/zed/settings.json'],
  },
  {
    id: 'sublime',
    apps: ['Sublime Text'],
    programs: ['subl'],
    folders: [`${support}/Sublime Text`, '.config/sublime-text'],
    files: [
      `${support}/Sublime Text/Packages/User/LSP-gopls.sublime-settings`,
      '.config/sublime-text/Packages/User/LSP-gopls.sublime-settings',
    ],
  },
  {
    id: 'claude-code',
    apps: [],
    programs: ['claude'],
    folders: ['.claude'],
    files: ['.zshrc', '.zprofile', '.bashrc', '.bash_profile', '.profile', '.config/fish/config.fish'],
  },
]
