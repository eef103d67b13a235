import type { SyncShown } from '@rebound/core'

import { useRebound } from '../../core/rebound.tsx'
import { useValue } from '../../core/value.ts'

/** How the sync stands. */
export function useSync(): SyncShown {
  const { sync } = useRebound()
  return useValue({ get now() { return sync.status }, subscribe: (listener) => sync.subscribe(listener) })
}
