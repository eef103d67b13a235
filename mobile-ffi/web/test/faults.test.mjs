import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { killable, profile, serve } from './browser.mjs'
import { minutes, record, session } from './facts.mjs'

const KILLS = Number(process.env.REBOUND_KILLS ?? 50)

/** Does something to the rows of the database by hand, with no engine there. */
const byHand = (page, version, work) => page.evaluate(`new Promise((resolve, reject) => {
  const opening = indexedDB.open('rebound', ${version})
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const rows = opening.result.transaction('rows', 'readwrite')
    ;(${work})(rows.objectStore('rows'))
    rows.oncomplete = () => { opening.result.close(); resolve() }
  }
})`)

/** Changes what lies in the cache of facts. */
const damage = store => {
  const all = store.openCursor()
  all.onsuccess = () => {
    const at = all.result
    if (!at) return
    if (at.key.startsWith('block/')) at.update(at.value.map(byte => byte ^ 1))
    at.continue()
  }
}

describe('what goes wrong in a browser', () => {
  let site, browser
  before(async () => { site = await serve() })
  after(() => site?.close())

  describe('with one profile', () => {
    beforeEach(async () => { browser = await profile(site.url) })
    afterEach(() => browser.close())

    it('refuses when storage is full, loses nothing, and goes on when there is room', async () => {
      const page = await browser.page()
      await record(page, 20)
      // What a browser does when the disk is full: the transaction is aborted, and says why.
      await page.workers()[0].evaluate(() => {
        IDBObjectStore.prototype.put = function () { this.transaction.abort(); IDBObjectStore.prototype.put = () => {} }
        Object.defineProperty(IDBTransaction.prototype, 'error', {
          get: () => new DOMException('no room', 'QuotaExceededError')
        })
      })
      const full = await page.evaluate(
        body => rebound.record(body).then(() => 'recorded', error => error.code), session(30))
      assert.equal(full, 'storage_full')
      assert.deepEqual(await minutes(page), [20])
      await record(page, 40)
      assert.deepEqual(await minutes(page), [20, 40])
    })

    it('does not touch a database of a newer version', async () => {
      await record(await browser.page(), 20)
      await browser.restart()
      const page = await browser.blank()
      await byHand(page, 9, () => {})
      const why = await page.evaluate(() => core.open().catch(error => error.code))
      assert.equal(why, 'update_needed')
      await byHand(page, 9, () => {})
    })

    it('says so when a row is not what was stored', async () => {
      await record(await browser.page(), 20)
      await browser.restart()
      const page = await browser.blank()
      await byHand(page, 1, damage)
      const why = await page.evaluate(() => core.open().catch(error => error.code))
      assert.equal(why, 'damaged')
    })
  })

  it(`has after ${KILLS} kills at random moments whatever was said to be recorded`, { timeout: 600_000 }, async () => {
    const victim = await killable(site.url)
    const told = new Set()
    try {
      let next = 1
      for (let kill = 0; kill < KILLS; kill += 1) {
        const page = await victim.start()
        const found = new Set(await minutes(page))
        assert.deepEqual([...told].filter(each => !found.has(each)), [], `after kill ${kill}`)
        await page.exposeFunction('told', each => { told.add(each) })
        const begun = page.evaluate(async ([next, body]) => {
          for (let each = next; ; each += 1) {
            body.study_session.minutes = each
            await rebound.record(body)
            await told(each)
          }
        }, [next, session(1)]).catch(() => {})
        await victim.kill(Math.random() * 200)
        await begun
        next = Math.max(0, ...told) + 2
      }
      const found = new Set(await minutes(await victim.start()))
      assert.deepEqual([...told].filter(each => !found.has(each)), [])
      assert.ok(told.size > KILLS, `${told.size} facts were recorded`)
      console.log(`${told.size} facts were told over ${KILLS} kills`)
    } finally {
      await victim.close()
    }
  })
})
