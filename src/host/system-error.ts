/** The system's name for what went wrong (`ENOENT`, `EPERM`), or undefined when it was no system call. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
