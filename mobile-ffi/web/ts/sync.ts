import type { SyncStatus, SyncTurn } from '../generated/types'
import { ReboundError, failure } from './error'
import type { SyncShown, Wish } from './messages'
import type { Owner } from './owner'

/** So long after the last page is out of sight, the link ends. */
const HIDDEN_MS = 20_000

/** Codes after which another try may help without anybody doing anything. */
const PASSING: readonly string[] = ['offline', 'too_often', 'unavailable', 'not_a_server']

/** Ends after which no other try would go better. A server that refuses may be about to restart: whether the credential is
 * still good is told by the next ticket. */
const FINAL: readonly string[] = ['other_key', 'not_the_protocol']

/** Keeps this device in step with the server while a page wants that and is in sight. */
export class Sync {
  shown: SyncShown = { state: 'waiting', waiting: 0 }
  private readonly wishes = new Map<string, Wish>()
  private running: AbortController | undefined
  private wake: (() => void) | undefined
  private poll: (() => void) | undefined
  private resting: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly owner: Owner,
    private readonly tell: (shown: SyncShown) => void
  ) {
    addEventListener('online', () => this.again())
    addEventListener('offline', () => this.again())
  }

  /** A page says what it wants. */
  wish(wish: Wish) {
    if (wish.sync) this.wishes.set(wish.client, wish)
    else this.wishes.delete(wish.client)
    const wanted = [...this.wishes.values()]
    clearTimeout(this.resting)
    if (wanted.some(each => each.visible)) this.start()
    else if (wanted.length > 0) this.resting = setTimeout(() => this.stop(), HIDDEN_MS)
    else this.stop()
  }

  /** Something was recorded, or came. */
  changed() {
    this.poll?.()
    if (this.shown.state === 'no_account' || this.shown.state === 'ended') this.again()
    else void this.show({})
  }

  private start() {
    if (this.running) return this.wake?.()
    const running = new AbortController()
    this.running = running
    void this.run(running.signal)
  }

  private stop() {
    this.running?.abort()
    this.running = undefined
    this.wake?.()
    void this.show({ state: 'waiting' })
  }

  /** Tries at once: another network, another account. */
  private again() {
    if (!this.running) return
    this.stop()
    this.start()
  }

  private async run(signal: AbortSignal) {
    let losses = 0
    while (!signal.aborted) {
      try {
        if (!(await this.owner.inner('hasAccount'))) return await this.show({ state: 'no_account' })
        if (!navigator.onLine) return await this.show({ state: 'offline' })
        await this.show({ state: 'connecting' })
        const end = await this.converse(signal, () => (losses = 0))
        if (signal.aborted) return
        if (FINAL.includes(end.end)) return await this.show({ state: 'ended', code: end.end, reason: end.reason })
      } catch (thrown) {
        const { code, reason } = failure(thrown)
        if (signal.aborted) return
        if (!PASSING.includes(code)) return await this.show({ state: 'ended', code, reason })
      }
      await this.show({ state: navigator.onLine ? 'waiting' : 'offline' })
      const pause = await this.owner.inner('retryAfterMs', ++losses)
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, pause)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.wake = undefined
    }
  }

  /** One link over one socket, until it ends. */
  private async converse(signal: AbortSignal, equal: () => void): Promise<{ end: string; reason: string }> {
    const socket = await this.socket(signal)
    const frames: Uint8Array<ArrayBuffer>[] = []
    let closed = false
    let notice = () => {}
    socket.onmessage = ({ data }) => {
      frames.push(new Uint8Array(data as ArrayBuffer))
      notice()
    }
    socket.onclose = () => {
      closed = true
      notice()
    }
    signal.addEventListener('abort', () => socket.close())
    let polled = false
    this.poll = () => {
      polled = true
      notice()
    }
    try {
      let turn = await this.owner.inner('connect')
      for (;;) {
        for (const frame of await this.owner.frames()) socket.send(frame)
        await this.showTurn(turn)
        if (turn.state.state === 'ended') return turn.state
        if (turn.state.state === 'up_to_date') equal()
        polled = false
        if (frames.length === 0 && !closed) await this.until(turn, resolve => (notice = resolve))
        const frame = frames.shift()
        if (frame) turn = await this.owner.receive(frame)
        else if (closed) turn = await this.owner.inner('lost')
        else if (polled) turn = await this.owner.inner('poll')
        else turn = await this.owner.inner('timeout')
      }
    } finally {
      this.poll = undefined
      socket.close()
    }
  }

  /** Until something happens, or the link's deadline has passed. */
  private until(turn: SyncTurn, notice: (resolve: () => void) => void): Promise<void> {
    return new Promise(resolve => {
      const wait = turn.deadline_boot_ms === null ? 0 : turn.deadline_boot_ms - performance.now()
      const timer = setTimeout(resolve, Math.max(0, wait))
      notice(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  /** A page cannot send its credential with a socket, so it shows a ticket. */
  private async socket(signal: AbortSignal): Promise<WebSocket> {
    const { url, tickets, authorization } = await this.owner.inner('socket')
    const ticket = await ticketFrom(tickets, authorization, signal)
    const socket = new WebSocket(url, ['rebound', ticket])
    socket.binaryType = 'arraybuffer'
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onclose = () => reject(new ReboundError({ code: 'offline', reason: 'the socket did not open' }))
      signal.addEventListener('abort', () => socket.close())
    })
    return socket
  }

  private showTurn({ state }: SyncTurn): Promise<void> {
    switch (state.state) {
      case 'joining': return this.show({ state: 'connecting' })
      case 'exchanging': return this.show({ state: 'exchanging' })
      case 'given_up': return this.show({ state: 'waiting', reason: `${state.documents} documents were not taken` })
      case 'up_to_date': return this.show({ state: 'up_to_date' })
      case 'ended': return Promise.resolve()
    }
  }

  private async show(shown: Partial<SyncShown>): Promise<void> {
    const status: SyncStatus | undefined = await this.owner.status()
    const { state } = this.shown
    const next: SyncShown = { state, ...shown, waiting: status?.pending ?? 0 }
    if (status && status.synced_at !== null) next.syncedAt = status.synced_at
    if (JSON.stringify(next) === JSON.stringify(this.shown)) return
    this.shown = next
    this.tell(next)
  }
}

async function ticketFrom(url: string, authorization: string, stop: AbortSignal): Promise<string> {
  let reply: Response
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(30_000)])
    reply = await fetch(url, { method: 'POST', headers: { authorization }, signal, cache: 'no-store', credentials: 'omit' })
  } catch (thrown) {
    throw new ReboundError({ code: 'offline', reason: String(thrown) })
  }
  if (reply.status === 401) throw new ReboundError({ code: 'signed_out', reason: 'the credential is not, or no longer, good' })
  const { ticket } = (await reply.json().catch(() => ({}))) as { ticket?: unknown }
  if (reply.ok && typeof ticket === 'string') return ticket
  const code = reply.status === 429 || reply.status >= 500 ? 'unavailable' : 'not_a_server'
  throw new ReboundError({ code, reason: `no ticket: status ${reply.status}` })
}
