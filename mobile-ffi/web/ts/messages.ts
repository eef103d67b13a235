import type { Failure } from './error'

/** Which table a call stands in. */
export type Table = 'calls' | 'account' | 'inner'

/** A call, as it goes from a page to whichever worker has the engine. */
export interface Ask {
  client: string
  id: number
  table: Table
  name: string
  arguments: unknown[]
  /** The language that it is answered in, by its tag. */
  language: string
}

export type Reply = { client: string; id: number } & ({ answer: unknown } | { failure: Failure })

/** What a page wants of the sync. */
export interface Wish {
  client: string
  sync: boolean
  visible: boolean
}

/** How a sync is getting on, as it can be shown. */
export interface SyncShown {
  state: 'no_account' | 'offline' | 'connecting' | 'exchanging' | 'up_to_date' | 'waiting' | 'ended'
  /** Documents with changes that the server is not known to have. */
  waiting: number
  /** When both sides were last equal, in milliseconds since 1970. */
  syncedAt?: number
  reason?: string
  /** Why it is over, as `SyncEnd` names it. */
  code?: string
}

/** From a page to its worker. */
export type ToWorker = { ask: Ask } | { wish: Wish } | { start: { client: string } }

/** From a worker to its page. */
export type FromWorker =
  | { reply: Reply }
  | { changed: true }
  | { sync: SyncShown }
  /** It cannot go on: start another one. */
  | { ended: Failure }

/** Between the workers of one origin. */
export type Between =
  | { hello: true }
  | { owner: string }
  | { ask: Ask }
  | { wish: Wish }
  | { reply: Reply }
  | { changed: true }
  | { sync: SyncShown }
