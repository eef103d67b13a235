import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { profile, serve } from './browser.mjs'
import { EXAM, minutes, record, session } from './facts.mjs'

describe('the core in Chromium', () => {
  let site, browser
  before(async () => { site = await serve() })
  after(() => site?.close())
  beforeEach(async () => { browser = await profile(site.url) })
  afterEach(() => browser.close())

  it('has after a reload, and after a restart, what was recorded before', async () => {
    const page = await browser.page()
    assert.deepEqual(await minutes(page), [])
    await record(page, 20)
    await page.reload()
    await page.evaluate(async () => { globalThis.rebound = await core.open() })
    assert.deepEqual(await minutes(page), [20])
    const today = await page.evaluate(exam => rebound.today(exam), EXAM)
    assert.equal(typeof today, 'object')
    await browser.restart()
    assert.deepEqual(await minutes(await browser.page()), [20])
  })

  it('tells what is wrong with a fact, and where', async () => {
    const page = await browser.page()
    const wrong = { study_session: { exam: EXAM, minutes: -1, activity: 'reading' } }
    const error = await page.evaluate(async body => rebound.record(body).catch(error => ({ ...error, name: error.name })), wrong)
    assert.equal(error.code, 'invalid')
    assert.equal(error.field, 'body.study_session.minutes')
    const exam = await page.evaluate(() => rebound.today('nothing like it').catch(error => ({ ...error })))
    assert.equal(exam.code, 'invalid')
    assert.deepEqual(await minutes(page), [])
  })

  it('is one device in two pages, and goes on when the page with the engine is closed', async () => {
    const first = await browser.page()
    const second = await browser.page()
    await second.evaluate(() => { globalThis.told = new Promise(resolve => rebound.subscribe(resolve)) })
    await record(first, 20)
    await second.evaluate(() => told)
    await record(second, 30)
    assert.deepEqual(await minutes(first), [20, 30])
    // What is asked while the engine goes is answered by the next one, and done once.
    const asked = second.evaluate(
      bodies => Promise.all(bodies.map(body => rebound.record(body))), [1, 2, 3, 4, 5].map(session))
    await first.close()
    await asked
    assert.deepEqual(await minutes(second), [1, 2, 3, 4, 5, 20, 30])
  })
})
