import { useState } from 'preact/hooks'

import { forget, keep, readKept } from './kept.ts'

/** What is being filled in. */
export type Draft<T> = {
  now: T
  /** Takes over some of it, and keeps it. */
  change(some: Partial<T>): void
  /** Begins with something else; nothing is kept of it until it is changed. */
  begin(other: T): void
  /** Saved: nothing is kept any more. */
  clear(): void
  /** It was begun before. */
  wasKept: boolean
}

/** A form that is kept after every tap, so that neither *back* nor a tab that ends loses anything. */
export function useDraft<T extends object>(name: string, empty: () => T): Draft<T> {
  const place = `draft.${name}`
  const [state, setState] = useState(() => {
    const kept = readKept(place)
    const isKept = typeof kept === 'object' && kept !== null
    return { now: isKept ? { ...empty(), ...(kept as Partial<T>) } : empty(), wasKept: isKept }
  })
  return {
    ...state,
    change(some) {
      setState(({ now, wasKept }) => {
        const next = { ...now, ...some }
        keep(place, next)
        return { now: next, wasKept }
      })
    },
    begin: (other) => setState({ now: other, wasKept: false }),
    clear: () => forget(place),
  }
}
