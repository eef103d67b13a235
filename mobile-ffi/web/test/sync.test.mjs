import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { profile, serve } from './browser.mjs'
import { minutes, record } from './facts.mjs'
import { Server } from './server.mjs'

/** Waits until the sync of a page is in `state`. */
const synced = (page, state) => page.evaluate(state => new Promise(resolve => {
  const look = () => rebound.sync.status.state === state && rebound.sync.status.waiting === 0 && resolve()
  rebound.sync.subscribe(look)
  look()
}), state)

const has = (page, count) => page.evaluate(count => new Promise(resolve => {
  const look = async () => (await rebound.facts()).length === count && resolve()
  rebound.subscribe(look)
  look()
}), count)

describe('two browsers and a server', { timeout: 120_000 }, () => {
  let site, server, phone, laptop
  before(async () => {
    site = await serve()
    server = await Server.start(new URL(site.url).origin)
    phone = await profile(site.url)
    laptop = await profile(site.url)
  })
  after(async () => {
    await phone?.close()
    await laptop?.close()
    await server?.close()
    await site?.close()
  })

  it('are one device each of one account, in step while both are open', async () => {
    const one = await phone.page()
    const two = await laptop.page()
    await one.evaluate(() => rebound.sync.start())
    await synced(one, 'no_account')
    await record(one, 20)
    const registered = await one.evaluate(url => rebound.account.register(url, 'phone'), server.url)
    assert.equal(registered.kind, 'registered')
    assert.match(registered.recovery_code, /\w/)
    await synced(one, 'up_to_date')

    const { text } = await one.evaluate(() => rebound.account.beginPairing())
    const joining = two.evaluate(([text, url]) => rebound.account.join(text, url, 'laptop'), [text, server.url])
    const { devices } = await one.evaluate(text => rebound.account.awaitDevice(text), text)
    assert.deepEqual(devices.map(({ name, was_told }) => [name, was_told]), [['laptop', true]])
    const confirmed = await one.evaluate(([text, device]) => rebound.account.confirmPairing(text, device), [text, devices[0].device])
    assert.equal((await joining).fingerprint, confirmed.fingerprint)
    await two.evaluate(() => rebound.sync.start())
    await has(two, 1)
    assert.deepEqual(await minutes(two), [20])

    await record(two, 30)
    await has(one, 2)
    assert.deepEqual(await minutes(one), [20, 30])

    // Without a server it goes on, and catches up by itself.
    await server.stop()
    await record(one, 40)
    await server.resume()
    await has(two, 3)
    await synced(one, 'up_to_date')

    // And after both were closed.
    await phone.restart()
    const again = await phone.page()
    assert.deepEqual(await minutes(again), [20, 30, 40])
    const listed = await again.evaluate(() => rebound.account.devices())
    assert.deepEqual(listed.devices.map(device => device.name).sort(), ['laptop', 'phone'])
  })

  it('refuses to join with records of its own, and joins when it was forgotten', async () => {
    const other = await profile(site.url)
    try {
      const page = await other.page()
      await record(page, 5)
      const one = phone.context.pages().at(-1)
      const { text } = await one.evaluate(() => rebound.account.beginPairing())
      const join = () => page.evaluate(([text, url]) =>
        rebound.account.join(text, url, 'tablet').then(joined => joined.kind, error => error.code), [text, server.url])
      assert.equal(await join(), 'other_account')
      await page.evaluate(() => rebound.account.forget())
      assert.deepEqual(await minutes(page), [])
      const joining = join()
      const { devices } = await one.evaluate(text => rebound.account.awaitDevice(text), text)
      await one.evaluate(([text, device]) => rebound.account.confirmPairing(text, device), [text, devices[0].device])
      assert.equal(await joining, 'joined')
      await page.evaluate(() => rebound.sync.start())
      await has(page, 3)
    } finally {
      await other.close()
    }
  })
})
