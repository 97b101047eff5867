export interface Results {
  /** What printed them, as it was typed. */
  readonly command: string
  readonly date: Date
  readonly machine: readonly string[]
  /** What one must know to read them. */
  readonly legend: string
  readonly lines: readonly string[]
}

/** The text of a RESULTS.md: figures without their machine and day say nothing. */
export function describeResults({ command, date, machine, legend, lines }: Results): string {
  return `# What ${command} printed

${date.toISOString().slice(0, 10)}, ${machine.join('; ')}.

${legend}

\`\`\`
${lines.join('\n')}
\`\`\`
`
}
