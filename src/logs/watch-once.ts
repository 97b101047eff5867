import { type FSWatcher, watch } from 'node:fs'

/** Calls back when something changes in the folder, once, and not for sure; undefined where it cannot be watched. */
export function watchOnce(folder: string, onChange: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false })
    // Closed at the first change: a flood would wake us a thousand times a second.
    const end = (): void => {
      watcher.close()
      onChange()
    }
    return watcher.once('change', end).on('error', end)
  } catch {
    return undefined
  }
}
