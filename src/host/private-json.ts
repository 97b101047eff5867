import { readPrivateFile } from './private-file.js'

/** What is in a file that only we can have written; undefined where there is none, or none to be trusted. */
export async function readPrivateJson<T>(
  path: string,
  maxBytes: number,
  isValue: (value: unknown) => value is T,
): Promise<T | undefined> {
  const file = await readPrivateFile(path, maxBytes)
  return file.ok ? parseJson(file.text, isValue) : undefined
}

/** Undefined where the text is damaged, or is something else. */
export function parseJson<T>(text: string, isValue: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isValue(value) ? value : undefined
  } catch {
    return undefined
  }
}
