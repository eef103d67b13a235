import type { ServerInvite, SharedProgress } from '@rebound/core'

/** How far an invitation has come. */
export type Stage =
  /** The server does not have it yet, so nobody can be invited. */
  | { kind: 'toBeSent' }
  /** It can be shown to somebody. */
  | { kind: 'ready' }
  /** A link is out. */
  | { kind: 'open'; invite: ServerInvite; hours: number }
  /** Somebody has used the link, and waits for a yes. */
  | { kind: 'claimed'; invite: ServerInvite; by: string }
  | { kind: 'ended' }

const HOUR_MS = 3_600_000

export function stageOf({ state }: Pick<SharedProgress, 'state'>, invites: readonly ServerInvite[], now: number): Stage {
  if (state === 'ended') return { kind: 'ended' }
  if (state === 'to_be_sent') return { kind: 'toBeSent' }
  const valid = invites.filter(({ expires }) => expires > now)
  const claimed = valid.find(({ claimed_by }) => claimed_by)
  if (claimed?.claimed_by) return { kind: 'claimed', invite: claimed, by: claimed.claimed_by }
  const [open] = valid
  return open ? { kind: 'open', invite: open, hours: Math.ceil((open.expires - now) / HOUR_MS) } : { kind: 'ready' }
}

/** What a relation is called by its key: of the name that somebody types, the letters that a key can have. */
export function relationOf(name: string, taken: readonly string[]): string {
  const plain = name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 20) || 'partner'
  let key = plain
  for (let number = 2; taken.includes(key); number += 1) key = `${plain}-${number}`
  return key
}
