import type { EditorCommand } from './wire.js'

/** A real gopls as an editor starts it. */
export function realCommand(path: string): EditorCommand {
  return { command: path, args: [], environment: editorEnvironment() }
}

/** Of this process, without what tap puts there; nothing is ever fetched. */
export function editorEnvironment(): NodeJS.ProcessEnv {
  const isOurs = ([name]: [string, unknown]): boolean =>
    name !== 'NODE_OPTIONS' && !name.startsWith('_TAPJS_')
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(isOurs)),
    GOPROXY: 'off',
    GOTOOLCHAIN: 'local',
  }
}
