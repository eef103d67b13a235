import { ACCOUNT_CALLS, CALLS, type AccountCalls, type Calls, type InnerCalls } from '../generated/types'
import { ReboundError, type Failure } from './error'
import type { Ask, FromWorker, SyncShown, Table, ToWorker, Wish } from './messages'

export * from '../generated/types'
export { ReboundError } from './error'
export type { SyncShown } from './messages'

/** This device's account on a server. Each call is a conversation with it, and rejects with `offline` without it. */
export type Account = Omit<AccountCalls, 'news'> &
  Pick<InnerCalls, 'warnings' | 'fingerprint' | 'keyText' | 'takeKey' | 'hasAccount'> & {
    /** The server that is filled in where nobody names another one. */
    readonly server: string
    /** Forgets key, id and credential of this device, and all that it has: export before. */
    forget(): Promise<void>
  }

/** The live sync, while somebody wants it and a page is in sight. */
export interface SyncControl {
  readonly status: SyncShown
  subscribe(listener: () => void): () => void
  start(): void
  stop(): void
}

/** The core, in whichever page of this origin its engine is. */
export interface Rebound extends Calls {
  readonly account: Account
  readonly sync: SyncControl
  /** Calls back when something that can be shown has changed, here, in another page, or on another device. */
  subscribe(listener: () => void): () => void
  /** From here on, what the coach says to this page is in a language, by its tag (BCP 47); English, where it does not speak it. */
  speak(language: string): void
}

const INNER = ['warnings', 'fingerprint', 'keyText', 'takeKey', 'hasAccount', 'forget']

/** A call that ends this many workers is given up. */
const TRIES = 2

/** Starts or joins the engine of this origin. */
export async function open(options: Options = {}): Promise<Rebound> {
  const client = new Client(options.language)
  const rebound = {
    ...client.table('calls', CALLS),
    account: account(client, options),
    sync: client.sync,
    subscribe: (listener: () => void) => client.changes.subscribe(listener),
    speak: (language: string) => client.speak(language)
  } as unknown as Rebound
  await rebound.revision()
  return rebound
}

/** The account alone, for a device that cannot be opened: its key is missing, say. */
export function openAccount(options: Options = {}): Account {
  return account(new Client(), options)
}

/** What `open` takes. */
export interface Options {
  /** The server to fill in; that of this page, where nobody names one. */
  server?: string
  /** The language that the coach speaks to begin with; English without it. */
  language?: string
}

function account(client: Client, { server = location.origin }: Options): Account {
  const calls = { ...client.table('account', ACCOUNT_CALLS), ...client.table('inner', INNER), server }
  return calls as unknown as Account
}

class Listeners {
  private readonly listeners = new Set<() => void>()

  subscribe(listener: () => void): () => void {
    const own = () => listener()
    this.listeners.add(own)
    return () => this.listeners.delete(own)
  }

  tell() {
    this.listeners.forEach(listener => listener())
  }
}

interface Waiting {
  ask: Ask
  tries: number
  resolve(answer: unknown): void
  reject(error: ReboundError): void
}

/** A page's side: what it has asked, and the worker that it asks. */
class Client {
  readonly changes = new Listeners()
  private readonly syncs = new Listeners()
  private readonly id = crypto.randomUUID()
  private readonly waiting = new Map<number, Waiting>()
  private last = 0
  private status: SyncShown = { state: 'connecting', waiting: 0 }
  private wants = false
  private worker = this.start()

  readonly sync: SyncControl

  constructor(private language = 'en') {
    const status = () => this.status
    this.sync = {
      get status() { return status() },
      subscribe: listener => this.syncs.subscribe(listener),
      start: () => this.wish(true),
      stop: () => this.wish(false)
    }
    addEventListener('visibilitychange', () => this.wish(this.wants))
    addEventListener('pagehide', () => this.tell({ wish: { ...this.wished(), sync: false } }))
    addEventListener('pageshow', () => this.wish(this.wants))
  }

  /** Functions that ask what they are called. */
  table(table: Table, names: readonly string[]): Record<string, (...args: unknown[]) => Promise<unknown>> {
    return Object.fromEntries(names.map(name => [name, (...args) => this.ask(table, name, args)]))
  }

  ask(table: Table, name: string, args: unknown[]): Promise<unknown> {
    const ask: Ask = { client: this.id, id: ++this.last, table, name, arguments: args, language: this.language }
    return new Promise((resolve, reject) => {
      this.waiting.set(ask.id, { ask, tries: 0, resolve, reject })
      this.tell({ ask })
    })
  }

  speak(language: string) {
    if (language === this.language) return
    this.language = language
    this.changes.tell()
  }

  private start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'rebound' })
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.heard(data)
    worker.onerror = event => this.again({ code: 'bug', reason: event.message || 'the worker could not be loaded' })
    worker.postMessage({ start: { client: this.id } } satisfies ToWorker)
    return worker
  }

  private heard(message: FromWorker) {
    if ('reply' in message) this.replied(message.reply.id, message.reply)
    else if ('changed' in message) this.changes.tell()
    else if ('sync' in message) {
      this.status = message.sync
      this.syncs.tell()
    } else this.again(message.ended)
  }

  private replied(id: number, reply: { answer: unknown } | { failure: Failure }) {
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    if ('answer' in reply) waiting?.resolve(reply.answer)
    else waiting?.reject(new ReboundError(reply.failure))
  }

  /** Another worker takes over, and is asked again what has no answer yet. */
  private again(why: Failure) {
    this.worker.terminate()
    for (const [id, waiting] of this.waiting) {
      if (++waiting.tries >= TRIES) this.replied(id, { failure: why })
    }
    this.worker = this.start()
    this.wish(this.wants)
    this.waiting.forEach(({ ask }) => this.tell({ ask }))
    this.changes.tell()
  }

  private wish(sync: boolean) {
    this.wants = sync
    this.tell({ wish: this.wished() })
  }

  private wished(): Wish {
    return { client: this.id, sync: this.wants, visible: document.visibilityState === 'visible' }
  }

  private tell(message: ToWorker) {
    this.worker.postMessage(message)
  }
}
