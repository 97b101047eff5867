/** A span of time in its two largest units, for people: `3h 12m`, `45s`. */
export function describeSeconds(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (days > 0) return `${days}d ${hours % 24}h`
  if (hours > 0) return `${hours}h ${minutes % 60}m`
  if (minutes > 0) return `${minutes}m ${Math.floor(seconds % 60)}s`
  return `${Math.floor(seconds)}s`
}

/** A size in memory for people: `412 MiB`, `1.5 GiB`. */
export function describeBytes(bytes: number): string {
  const mebibytes = Math.round(bytes / 2 ** 20)
  return mebibytes < 1024 ? `${mebibytes} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`
}
