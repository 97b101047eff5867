export interface Results {
  readonly date: Date
  readonly machine: readonly string[]
  /** The table as it was printed, and what could not be measured. */
  readonly lines: readonly string[]
}

/** The text of RESULTS.md: figures without their machine and day say nothing. */
export function describeResults({ date, machine, lines }: Results): string {
  return `# What make bench printed

${date.toISOString().slice(0, 10)}, ${machine.join('; ')}.

\`p50\` to \`max\` are of the \`n\` values that were measured; \`ratio\` is guardian's p50 to that of the row. A target
that is missed stands here as such.

\`\`\`
${lines.join('\n')}
\`\`\`
`
}
