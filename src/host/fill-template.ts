/** Puts values in the place of `@name@`; what has no value stays. Values go in as they are: quote them first. */
export function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/@([a-z-]+)@/g, (placeholder, name: string) => values[name] ?? placeholder)
}
