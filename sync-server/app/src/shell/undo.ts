import { valueOf } from '../core/value.ts'

/** What was done, and how to take it back. */
export type Undoable = { text: string; undo?: () => Promise<unknown> }

const SHOWN_MS = 10_000
let timer: ReturnType<typeof setTimeout> | undefined

/** What the bar at the bottom shows. */
export const undoable = valueOf<Undoable | undefined>(undefined)

/** Says that something was done and offers to take it back, for ten seconds. */
export function offerUndo(text: string, undo?: () => Promise<unknown>): void {
  clearTimeout(timer)
  undoable.set({ text, ...(undo && { undo }) })
  timer = setTimeout(closeUndo, SHOWN_MS)
}

export function closeUndo(): void {
  clearTimeout(timer)
  undoable.set(undefined)
}
