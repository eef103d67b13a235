import type { ReboundError } from '@rebound/core'
import { useState } from 'preact/hooks'

import { asReboundError } from './call.ts'

/** Something that a person does and that can be refused. */
export type Act = {
  /** It is on its way: a second tap does nothing. */
  isBusy: boolean
  /** Why it was refused the last time. */
  error: ReboundError | undefined
  /** Does it; `true` when it is done. */
  run(work: () => Promise<unknown>): Promise<boolean>
  /** Forgets the error. */
  clear(): void
}

export function useAct(): Act {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ReboundError>()
  return {
    isBusy,
    error,
    clear: () => setError(undefined),
    async run(work) {
      if (isBusy) return false
      setBusy(true)
      setError(undefined)
      try {
        await work()
        return true
      } catch (refused) {
        setError(asReboundError(refused))
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
