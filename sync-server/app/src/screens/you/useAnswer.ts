import { useEffect, useState } from 'preact/hooks'

import { asReboundError, type Call } from '../../core/call.ts'
import { useRebound } from '../../core/rebound.tsx'

/** Asks something that is no call of the device, such as its account: at once, on wish, and when something has changed. */
export function useAnswer<T>(key: string | undefined, ask: () => Promise<T>, hears = false): Call<T> {
  const rebound = useRebound()
  const [state, setState] = useState<{ key?: string | undefined; value?: T; error?: ReturnType<typeof asReboundError> }>({})
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (key === undefined) return undefined
    let isShown = true
    const put = (next: typeof state): void => {
      if (isShown) setState((now) => ({ ...(now.key === key && now), ...next, key }))
    }
    const look = (): void => void ask().then((value) => put({ value }), (refused: unknown) => put({ error: asReboundError(refused) }))
    look()
    const end = hears ? rebound.subscribe(look) : undefined
    return () => {
      isShown = false
      end?.()
    }
  }, [key, turn])
  const current = state.key === key ? state : {}
  return { value: current.value, error: current.value === undefined ? current.error : undefined, isSlow: current.value === undefined && !current.error, again: () => setTurn((number) => number + 1) }
}
