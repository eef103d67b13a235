import { useEffect, useState } from 'preact/hooks'

/** A value that several parts of the page look at. */
export type Value<T> = {
  readonly now: T
  set(next: T): void
  subscribe(listener: () => void): () => void
}

/** Makes a value that tells its listeners when it changes. */
export function valueOf<T>(first: T): Value<T> {
  let now = first
  const listeners = new Set<() => void>()
  return {
    get now() {
      return now
    },
    set(next) {
      if (Object.is(next, now)) return
      now = next
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What something is now; the component is drawn again when that changes. */
export function useValue<T>(value: Pick<Value<T>, 'now' | 'subscribe'>): T {
  const [, draw] = useState({})
  useEffect(() => {
    const seen = value.now
    const end = value.subscribe(() => draw({}))
    if (!Object.is(seen, value.now)) draw({})
    return end
  }, [value])
  return value.now
}
