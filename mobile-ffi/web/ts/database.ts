import { ReboundError, failure, type Failure } from './error'

/** A name, and what the disk has under it from now on; nothing to delete it. */
export type Write = [key: string, value?: Uint8Array<ArrayBuffer>]

export interface Writes {
  rows: Write[]
  secrets: Write[]
}

/** The last answers that a page was given: a call that is asked again is not done again. */
export interface Answers {
  client: string
  at: number
  answers: { id: number; answer: unknown }[]
}

const NAME = 'rebound'
const VERSION = 1
const STORES = ['rows', 'secrets', 'answers', 'owner'] as const

/** The database of this origin: the rows of the device, what it keeps secret, and who may write. */
export class Database {
  private constructor(
    private readonly database: IDBDatabase,
    /** Drawn at each opening: whoever opened last may write. */
    private readonly token: string
  ) {}

  static async open(): Promise<Database> {
    const database = await connect()
    const own = new Database(database, crypto.randomUUID())
    // A page of a newer version wants to bring it up: its worker asks for it, and this one is over.
    database.onversionchange = () => database.close()
    await own.transact(['owner'], 'strict', stores => stores.owner.put(own.token, 'token'))
    return own
  }

  /** All that lies in it. */
  async read(): Promise<{ rows: [string[], Uint8Array<ArrayBuffer>[]]; secrets: [string[], Uint8Array<ArrayBuffer>[]]; answers: Answers[] }> {
    const transaction = this.begin(['rows', 'secrets', 'answers'], 'readonly', 'default')
    const all = async (name: string) => {
      const store = transaction.objectStore(name)
      const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())])
      return [keys as string[], values as Uint8Array<ArrayBuffer>[]] as [string[], Uint8Array<ArrayBuffer>[]]
    }
    const [rows, secrets, answers] = await Promise.all([
      all('rows'), all('secrets'), settled<Answers[]>(transaction.objectStore('answers').getAll())
    ])
    return { rows, secrets, answers }
  }

  /** Writes all of it, or nothing; when this resolves, a power cut cannot take it away. */
  write({ rows, secrets }: Writes, answers?: Answers): Promise<void> {
    return this.fenced('strict', stores => {
      put(stores.rows, rows)
      put(stores.secrets, secrets)
      if (answers) stores.answers.put(answers, answers.client)
    })
  }

  /** Writes what has to outlive this process, though not a power cut. */
  note(rows: Write[]): Promise<void> {
    return this.fenced('relaxed', stores => put(stores.rows, rows))
  }

  /** Deletes answers that nobody asks for any more, given the time before which that is so. */
  forgetAnswers(before: number): Promise<void> {
    return this.fenced('relaxed', stores => {
      const cursor = stores.answers.openCursor()
      cursor.onsuccess = () => {
        if (!cursor.result) return
        if ((cursor.result.value as Answers).at < before) cursor.result.delete()
        cursor.result.continue()
      }
    })
  }

  /** Deletes the device with all that it has, and its secrets. */
  clear(): Promise<void> {
    return this.fenced('strict', stores => {
      stores.rows.clear()
      stores.secrets.clear()
      stores.answers.clear()
    })
  }

  close(): void {
    this.database.close()
  }

  /** Writes, unless another worker has taken over since. */
  private fenced(durability: IDBTransactionDurability, work: (stores: Stores) => void): Promise<void> {
    return this.transact(STORES, durability, (stores, abort) => {
      const token = stores.owner.get('token')
      token.onsuccess = () => {
        if (token.result !== this.token) {
          return abort({ code: 'open_elsewhere', reason: 'another page has the database by now' })
        }
        try {
          work(stores)
        } catch (thrown) {
          abort(failure(storeError(thrown)))
        }
      }
    })
  }

  private transact(
    names: readonly (keyof Stores)[],
    durability: IDBTransactionDurability,
    work: (stores: Stores, abort: (why: Failure) => void) => void
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.begin(names, 'readwrite', durability)
      let why: Failure | undefined
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(why ? new ReboundError(why) : storeError(transaction.error))
      const stores = Object.fromEntries(names.map(name => [name, transaction.objectStore(name)])) as unknown as Stores
      work(stores, reason => {
        why = reason
        transaction.abort()
      })
    })
  }

  private begin(names: readonly string[], mode: IDBTransactionMode, durability: IDBTransactionDurability) {
    try {
      return this.database.transaction(names, mode, { durability })
    } catch (thrown) {
      throw storeError(thrown)
    }
  }
}

type Stores = Record<(typeof STORES)[number], IDBObjectStore>

function put(store: IDBObjectStore, writes: Write[]) {
  for (const [key, value] of writes) {
    if (value) store.put(value, key)
    else store.delete(key)
  }
}

function connect(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    try {
      const opening = indexedDB.open(NAME, VERSION)
      opening.onupgradeneeded = () => STORES.forEach(name => opening.result.createObjectStore(name))
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(storeError(opening.error))
    } catch (thrown) {
      reject(storeError(thrown))
    }
  })
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(storeError(request.error))
  })
}

/** What the browser says of its database, as something that an app can act on. */
function storeError(thrown: unknown): ReboundError {
  const name = thrown instanceof DOMException ? thrown.name : ''
  const reason = `the browser's database: ${String(thrown)}`
  switch (name) {
    case 'VersionError':
      return new ReboundError({ code: 'update_needed', reason: 'a newer version of this app wrote the database' })
    case 'QuotaExceededError':
      return new ReboundError({ code: 'storage_full', reason })
    case 'NotFoundError':
      return new ReboundError({ code: 'foreign_file', reason })
    case 'DataError':
    case 'NotReadableError':
      return new ReboundError({ code: 'damaged', reason })
    default:
      return new ReboundError({ code: 'unavailable', reason })
  }
}
