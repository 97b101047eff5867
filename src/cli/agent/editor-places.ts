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
  /** Folders with files of Lua, Vim script or Emacs Lisp that may name it. */
  readonly scripts: readonly string[]
}

const support = 'Library/Application Support'

/** Of every editor that `connect` knows (src/cli/editors/editor-list.ts). */
export const editorPlaces: readonly EditorPlaces[] = [
  {
    id: 'vscode',
    apps: ['Visual Studio Code'],
    programs: ['code'],
    folders: [`${support}/Code`, '.config/Code'],
    files: ['Code', 'Code - Insiders', 'VSCodium'].flatMap(settingsOf),
    scripts: [],
  },
  {
    id: 'cursor',
    apps: ['Cursor'],
    programs: ['cursor'],
    folders: [`${support}/Cursor`, '.config/Cursor'],
    files: settingsOf('Cursor'),
    scripts: [],
  },
  {
    id: 'neovim',
    apps: [],
    programs: ['nvim'],
    folders: ['.config/nvim'],
    files: ['.vimrc'],
    scripts: ['.config/nvim', '.vim'],
  },
  {
    id: 'emacs',
    apps: ['Emacs'],
    programs: ['emacs'],
    folders: ['.emacs.d', '.config/emacs'],
    files: ['.emacs'],
    scripts: ['.emacs.d', '.config/emacs', '.doom.d', '.config/doom'],
  },
  {
    id: 'helix',
    apps: [],
    programs: ['hx', 'helix'],
    folders: ['.config/helix'],
    files: ['.config/helix/languages.toml'],
    scripts: [],
  },
  {
    id: 'zed',
    apps: ['Zed'],
    programs: ['zed'],
    folders: ['.config/zed'],
    files: ['.config/zed/settings.json'],
    scripts: [],
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
    scripts: [],
  },
  {
    id: 'claude-code',
    apps: [],
    programs: ['claude'],
    folders: ['.claude'],
    files: [
      '.zshrc',
      '.zshenv',
      '.zprofile',
      '.bashrc',
      '.bash_profile',
      '.profile',
      '.config/fish/config.fish',
    ],
    scripts: [],
  },
]

function settingsOf(application: string): readonly string[] {
  return [`${support}/${application}/User/settings.json`, `.config/${application}/User/settings.json`]
}
