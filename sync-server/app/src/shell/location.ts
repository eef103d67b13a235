import { parse } from 'regexparam'

import type { Value } from '../core/value.ts'
import { routes, type Parameters, type Route } from '../routes.ts'

/** The address after the `#`: a path, and values after a `?`. */
export const address: Pick<Value<string>, 'now' | 'subscribe'> = {
  get now() {
    return `/${location.hash.replace(/^#?\/?/, '')}`
  },
  subscribe(listener) {
    addEventListener('hashchange', listener)
    return () => removeEventListener('hashchange', listener)
  },
}

/** Leads to a path of this app; with `replace`, *back* does not lead to where one is now. */
export function go(path: string, replace = false): void {
  if (replace) location.replace(`#${path}`)
  else location.hash = path
}

const patterns = new Map(routes.map((route) => [route, parse(route.path)]))

/** The first route of the table that fits, with the values of its path and those after the `?`. */
export function find(address: string): { route: Route | undefined; parameters: Parameters } {
  const [path = '/', query] = address.split('?', 2)
  for (const [route, { keys, pattern }] of patterns) {
    const found = pattern.exec(path)
    if (!found) continue
    const named = keys.map((key, at) => [key, decoded(found[at + 1])] as const)
    return { route, parameters: { ...Object.fromEntries(new URLSearchParams(query)), ...Object.fromEntries(named) } }
  }
  return { route: undefined, parameters: {} }
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text && decodeURIComponent(text)
  } catch {
    return text
  }
}
