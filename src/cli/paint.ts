const codes = { good: 32, warning: 33, bad: 31, quiet: 2 } as const

export type Tone = keyof typeof codes

/** Gives a text its tone: as colour on a terminal, not at all elsewhere. */
export type Paint = (text: string, tone: Tone) => string

export const plain: Paint = text => text

export const coloured: Paint = (text, tone) => `\u001b[${codes[tone]}m${text}\u001b[0m`
