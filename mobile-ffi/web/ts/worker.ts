import { failure, type Failure } from './error'
import { Owner } from './owner'
import { Sync } from './sync'
import type { Ask, Between, FromWorker, Reply, SyncShown, ToWorker, Wish } from './messages'

/** Which worker of this origin has the engine: whoever holds this lock. */
const LOCK = 'rebound'

const page = self as unknown as { postMessage(message: FromWorker): void; onmessage: ((event: MessageEvent<ToWorker>) => void) | null; close(): void }
const others = new BroadcastChannel('rebound')
const asked = new Map<number, Ask>()
let client = ''
let wish: Wish | undefined
let engine: { owner: Owner; sync: Sync } | undefined
let hasOwner = false

page.onmessage = ({ data }) => {
  if ('start' in data) start(data.start.client)
  else if ('wish' in data) wished((wish = data.wish))
  else ask(data.ask)
}

function start(id: string) {
  client = id
  others.onmessage = ({ data }: MessageEvent<Between>) => heard(data)
  tell({ hello: true })
  navigator.locks.request(LOCK, take).catch(thrown => end(failure(thrown)))
}

/** Opens the engine, and keeps the lock for as long as this worker lives. */
async function take(): Promise<never> {
  const owner = await Owner.start({ changed, ended: end })
  const sync = new Sync(owner, shown)
  engine = { owner, sync }
  tell({ owner: client })
  if (wish) sync.wish(wish)
  asked.forEach(each => void answer(each))
  return new Promise<never>(() => {})
}

function ask(each: Ask) {
  asked.set(each.id, each)
  if (engine) void answer(each)
  else if (hasOwner) tell({ ask: each })
}

async function answer(each: Ask) {
  if (!engine) return
  const reply = await engine.owner.reply(each)
  if (each.client === client) replied(reply)
  else tell({ reply })
}

function replied(reply: Reply) {
  asked.delete(reply.id)
  page.postMessage({ reply })
}

function wished(each: Wish) {
  if (engine) engine.sync.wish(each)
  else tell({ wish: each })
}

function heard(message: Between) {
  if ('owner' in message) {
    hasOwner = true
    if (wish) tell({ wish })
    asked.forEach(each => tell({ ask: each }))
  } else if ('reply' in message) {
    if (message.reply.client === client) replied(message.reply)
  } else if ('changed' in message) {
    page.postMessage({ changed: true })
  } else if ('sync' in message) {
    page.postMessage({ sync: message.sync })
  } else if (engine) {
    if ('hello' in message) {
      tell({ owner: client })
      tell({ sync: engine.sync.shown })
    } else if ('wish' in message) engine.sync.wish(message.wish)
    else void answer(message.ask)
  }
}

function changed() {
  engine?.sync.changed()
  tell({ changed: true })
  page.postMessage({ changed: true })
}

function shown(sync: SyncShown) {
  tell({ sync })
  page.postMessage({ sync })
}

/** This worker is over, and with it its lock: its page starts another one, which reads the disk again. */
function end(why: Failure) {
  // What was asked is answered first.
  queueMicrotask(() => setTimeout(() => {
    page.postMessage({ ended: why })
    page.close()
  }))
}

function tell(message: Between) {
  others.postMessage(message)
}
