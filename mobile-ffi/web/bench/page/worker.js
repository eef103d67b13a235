// The same writes to IndexedDB with durability "strict", and to SQLite in the origin's private file system.
import sqlite3Init from '@sqlite.org/sqlite-wasm'

/** What one record writes: a document's row, a chunk, a block of the cache. */
const SIZES = [180, 420, 160]
const bytes = size => crypto.getRandomValues(new Uint8Array(size))
const rowsOf = number => SIZES.map((size, part) => [`${part}/${part === 0 ? 0 : number}`, bytes(size)])

const stores = {
  async indexeddb() {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open('bench', 1)
      opening.onupgradeneeded = () => opening.result.createObjectStore('rows')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error)
    })
    return {
      write: rows => new Promise((resolve, reject) => {
        const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' })
        transaction.oncomplete = resolve
        transaction.onabort = () => reject(transaction.error)
        for (const [key, value] of rows) transaction.objectStore('rows').put(value, key)
      }),
      read: () => new Promise((resolve, reject) => {
        const store = database.transaction('rows').objectStore('rows')
        store.getAllKeys()
        const all = store.getAll()
        all.onsuccess = () => resolve(all.result.length)
        all.onerror = () => reject(all.error)
      })
    }
  },
  async sqlite() {
    const sqlite3 = await sqlite3Init()
    const pool = await sqlite3.installOpfsSAHPoolVfs({})
    const database = new pool.OpfsSAHPoolDb('/bench.db')
    database.exec('PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID')
    const insert = database.prepare('INSERT INTO rows VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2')
    return {
      write: async rows => database.transaction(() => {
        for (const row of rows) insert.bind(row).stepReset()
      }),
      read: async () => database.selectArrays('SELECT key, value FROM rows').length
    }
  }
}

onmessage = async ({ data: { store, records, filled } }) => {
  const opening = performance.now()
  const open = await stores[store]()
  const opened = performance.now()
  const rows = await open.read()
  const read = performance.now()
  if (filled) await open.write(Array.from({ length: filled }, (_, each) => rowsOf(each)).flat())
  const times = []
  for (let each = 0; each < records; each += 1) {
    const begun = performance.now()
    await open.write(rowsOf(filled + each))
    times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  const at = part => times[Math.floor(times.length * part)]
  postMessage({ rows, open_ms: opened - opening, read_ms: read - opened, p50_ms: at(0.5), p95_ms: at(0.95) })
}
