import type { Rebound, Resource } from '@rebound/core'

import { ANOTHER, newBank, type Bank } from './form.ts'

/** The key of the bank that was chosen; one that is new is recorded first. */
export async function bankOf(rebound: Rebound, form: Bank, known: readonly Resource[]): Promise<string> {
  if (form.bank !== ANOTHER) return form.bank ?? ''
  const resource = newBank(form.name, form.isOffline, known)
  await rebound.record({ resource })
  return resource.resource
}
