/** Messages of the benches that only count bytes; no other language server knows them. */
export const ballastMethod = '$/ballast'
export const giveMethod = 'bench/give'
export const stopReadingMethod = '$/stopReading'

/** What is larger is ballast, and nobody looks into it. */
export const lookedAtBytes = 256 * 1024

export const ballastMessages = 64
export const ballastMessageBytes = 2 ** 20
