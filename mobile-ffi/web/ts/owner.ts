import init, { Engine, Moment } from '../generated/rebound.js'
import type { CallOutcome, InnerCalls, SyncStatus } from '../generated/types'
import { Database, type Answers, type Write } from './database'
import { ReboundError, failure, type Failure } from './error'
import type { Ask, Reply } from './messages'

/** So many answers of a page are kept: more calls than that are not under way when a worker ends. */
const ANSWERS = 32

/** Answers that are older are asked for by nobody. */
const ANSWERS_MS = 3_600_000

/** How long a server may take to answer a request. */
const REQUEST_MS = 30_000

type Step =
  | { step: 'send'; method: string; url: string; headers: [string, string][]; body: string | null; after_ms: number; reply_bytes_max: number }
  | { step: 'done'; outcome: CallOutcome }

interface Begun {
  call: number
  step: Step
}

/** What the engine's worker is told of. */
export interface Listener {
  changed(): void
  /** The engine cannot go on: what it has in memory may not be what the disk has. */
  ended(why: Failure): void
}

/** The engine with its database: one call at a time, each with all that it has to leave on the disk. */
export class Owner {
  private queue: Promise<unknown> = Promise.resolve()
  private over: Failure | undefined
  private persists = false

  private constructor(
    private readonly database: Database,
    private readonly engine: Engine,
    private readonly answers: Map<string, Answers>,
    private readonly listener: Listener
  ) {}

  static async start(listener: Listener): Promise<Owner> {
    const [database] = await Promise.all([Database.open(), init()])
    const { rows, secrets, answers } = await database.read()
    let engine
    try {
      engine = Engine.open(...rows, ...secrets, moment())
    } catch (thrown) {
      throw crossed(thrown)
    }
    const known = answers.filter(({ at }) => at > Date.now() - ANSWERS_MS)
    const owner = new Owner(database, engine, new Map(known.map(each => [each.client, each])), listener)
    await owner.work(() => undefined)
    if (known.length < answers.length) await database.forgetAnswers(Date.now() - ANSWERS_MS)
    return owner
  }

  /** Does what was asked for, unless it was done already. */
  async reply(ask: Ask): Promise<Reply> {
    const { client, id } = ask
    try {
      const known = this.answers.get(client)?.answers.find(each => each.id === id)
      return { client, id, answer: known ? known.answer : await this.answer(ask) }
    } catch (thrown) {
      return { client, id, failure: failure(thrown) }
    }
  }

  private answer(ask: Ask): Promise<unknown> {
    if (ask.table === 'account') return this.account(ask.name, ask.arguments)
    if (ask.name === 'forget') return this.forget()
    return this.work(() => this.call(ask.name, ask.arguments, ask.language), ask)
  }

  /** A call of the worker itself. */
  inner<Name extends keyof InnerCalls>(
    name: Name, ...args: Parameters<InnerCalls[Name]>
  ): ReturnType<InnerCalls[Name]> {
    return this.work(() => this.call(snake(name), args)) as ReturnType<InnerCalls[Name]>
  }

  /** Takes in a frame. The disk knows first which document it is about: nothing else outlives a panic. */
  async receive(frame: Uint8Array<ArrayBuffer>): Promise<Awaited<ReturnType<InnerCalls['poll']>>> {
    return this.next(async () => {
      if (this.guarded(() => this.engine.note(frame))) {
        const { rows } = this.writes()
        await this.durable(() => this.database.note(rows))
      }
      const turn = this.guarded(() => JSON.parse(this.engine.receive(frame, moment())))
      await this.settle()
      return turn
    })
  }

  /** Binary frames to send, in order. */
  frames(): Promise<Uint8Array<ArrayBuffer>[]> {
    return this.work(() => this.engine.take_frames() as Uint8Array<ArrayBuffer>[])
  }

  /** What is safe on the server; nothing while there is no device. */
  status(): Promise<SyncStatus | undefined> {
    return this.work(() => this.call('sync_status', []) as SyncStatus).catch(() => undefined)
  }

  /** A call of the account: a conversation with a server, from its first request to what comes of it. */
  async account(name: string, args: unknown[]): Promise<CallOutcome> {
    const begin = () => JSON.parse(this.engine.begin(snake(name), JSON.stringify(args), moment())) as Begun
    let { call, step } = await this.work(begin)
    try {
      while (step.step === 'send') {
        const reply = await perform(step)
        const { status, headers, body } = reply
        ;({ step } = await this.work(() => JSON.parse(this.engine.answer(call, status, headers, body)) as Begun))
      }
      return step.outcome
    } finally {
      await this.inner('over', call)
      this.listener.changed()
    }
  }

  /** Forgets the device and all that it has. What comes after it is a new one. */
  private async forget(): Promise<void> {
    await this.next(() => this.durable(() => this.database.clear()))
    this.end({ code: 'paused', reason: 'this device was forgotten' })
  }

  private call(name: string, args: unknown[], language?: string): unknown {
    return JSON.parse(this.engine.call(snake(name), JSON.stringify(args), moment(language)))
  }

  /** Does `task` on the engine, and resolves when the disk has what it left. */
  private work<T>(task: () => T, ask?: Ask): Promise<T> {
    return this.next(async () => {
      const answer = this.guarded(task)
      await this.settle(ask, answer)
      return answer
    })
  }

  /** One at a time, in the order in which they were asked for. */
  private next<T>(task: () => Promise<T>): Promise<T> {
    const run = this.queue.then(() => {
      if (this.over) throw new ReboundError(this.over)
      return task()
    })
    this.queue = run.catch(() => undefined)
    return run
  }

  /** What the engine refuses is an answer; anything else that it throws is a panic. */
  private guarded<T>(task: () => T): T {
    try {
      return task()
    } catch (thrown) {
      const error = crossed(thrown)
      if (typeof thrown !== 'string') this.end(failure(error))
      throw error
    }
  }

  private async settle(ask?: Ask, answer?: unknown): Promise<void> {
    const { rows, secrets } = this.writes()
    if (rows.length + secrets.length === 0) return
    const answers = ask && this.keep(ask, answer)
    await this.durable(() => this.database.write({ rows, secrets }, answers))
    if (answers) this.answers.set(answers.client, answers)
    this.persist()
    this.listener.changed()
  }

  private writes(): { rows: Write[]; secrets: Write[] } {
    const [rows, secrets] = this.guarded(() => this.engine.take_writes()) as [Write[], Write[]]
    return { rows, secrets }
  }

  /** What is not on the disk must not be in the engine either. */
  private async durable(write: () => Promise<void>): Promise<void> {
    try {
      await write()
    } catch (thrown) {
      this.end(failure(thrown))
      throw thrown
    }
  }

  private keep({ client, id }: Ask, answer: unknown): Answers {
    const before = this.answers.get(client)?.answers ?? []
    return { client, at: Date.now(), answers: [...before, { id, answer }].slice(-ANSWERS) }
  }

  /** Asks the browser not to throw the database away when storage gets short. */
  private persist() {
    if (this.persists) return
    this.persists = true
    void navigator.storage?.persist?.().catch(() => false)
  }

  private end(why: Failure) {
    if (this.over) return
    this.over = why
    this.database.close()
    this.listener.ended(why)
  }
}

/** The clocks, chance and the language, for one call. */
function moment(language = 'en'): Moment {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const seed = crypto.getRandomValues(new Uint8Array(32))
  return new Moment(Date.now(), zone, performance.now(), seed, language)
}

function crossed(thrown: unknown): ReboundError {
  if (typeof thrown === 'string') return new ReboundError(JSON.parse(thrown) as Failure)
  return new ReboundError({ code: 'bug', reason: String(thrown) })
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

interface Heard {
  status: number
  headers: string[]
  body: Uint8Array<ArrayBuffer>
}

async function perform({ method, url, headers, body, after_ms, reply_bytes_max }: Extract<Step, { step: 'send' }>): Promise<Heard> {
  if (after_ms > 0) await new Promise(resolve => setTimeout(resolve, after_ms))
  try {
    const signal = AbortSignal.timeout(REQUEST_MS)
    const options: RequestInit = { method, headers, signal, cache: 'no-store', credentials: 'omit', redirect: 'error' }
    const reply = await fetch(url, body === null ? options : { ...options, body })
    return {
      status: reply.status,
      headers: [...reply.headers].flat(),
      body: await upTo(reply_bytes_max, reply)
    }
  } catch (thrown) {
    if (thrown instanceof ReboundError) throw thrown
    throw new ReboundError({ code: 'offline', reason: String(thrown) })
  }
}

/** What an answer holds; whoever says more is hung up on. */
async function upTo(most: number, { body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for await (const part of body ?? []) {
    bytes += part.length
    if (bytes > most) throw new ReboundError({ code: 'not_a_server', reason: `an answer of more than ${most} bytes` })
    parts.push(part)
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}
