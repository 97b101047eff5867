/** Nothing that is not a name gets into a record by way of a method. */
export function nameMethod(method: string): string {
  return /^[$\w/.-]{1,100}$/.test(method) ? method : 'other'
}
