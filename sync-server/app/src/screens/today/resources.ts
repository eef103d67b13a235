import type { LogQuery, Resource } from '@rebound/core'

import { useCall, type Call } from '../../core/call.ts'

const QUERY: LogQuery = { kinds: ['resource'], domain: null, after: null, rows: 200 }

/** What there is to learn from, each as it was entered last. */
export function useResources(): Call<readonly Resource[]> {
  const page = useCall('logPage', QUERY)
  const known = new Map<string, Resource>()
  for (const { fact, standing } of page.value?.days.flatMap(({ rows }) => rows) ?? []) {
    if (standing === 'counts' && 'resource' in fact.body && !known.has(fact.body.resource.resource)) known.set(fact.body.resource.resource, fact.body.resource)
  }
  return { ...page, value: page.value && [...known.values()] }
}
