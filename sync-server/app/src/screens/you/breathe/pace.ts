/** One part of a breath: two short ones in, a long one out. */
export type Part = { word: 'in' | 'more' | 'out'; ms: number; size: number }

export const PARTS: readonly Part[] = [
  { word: 'in', ms: 2500, size: 0.8 },
  { word: 'more', ms: 1500, size: 1 },
  { word: 'out', ms: 6000, size: 0.55 },
]
export const BREATH_MS = PARTS.reduce((sum, { ms }) => sum + ms, 0)
export const MINUTES = [1, 3, 5] as const

/** Where a breath is after so much time, and how much of that part is left. */
export function partAt(passedMs: number): { part: Part; leftMs: number } {
  let into = ((passedMs % BREATH_MS) + BREATH_MS) % BREATH_MS
  for (const part of PARTS) {
    if (into < part.ms) return { part, leftMs: part.ms - into }
    into -= part.ms
  }
  return { part: PARTS[0] as Part, leftMs: 0 }
}

/** The time that is left, ended with a whole breath: nobody is stopped while breathing in. */
export function leftMs(passedMs: number, minutes: number): number {
  return Math.max(0, Math.ceil((minutes * 60_000) / BREATH_MS) * BREATH_MS - passedMs)
}
