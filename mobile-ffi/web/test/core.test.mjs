import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { profile, serve } from './browser.mjs'

const session = minutes => ({
  study_session: { exam: 'SY0-701', domain: '4', minutes, material: 'course' }
})

describe('the core in Chromium', () => {
  let site, browser
  before(async () => { site = await serve() })
  after(() => site?.close())

  it('has after a reload what was recorded before', async () => {
    browser = await profile(site.url)
    try {
      const page = await browser.page()
      const exams = await page.evaluate(() => rebound.exams('security'))
      assert.ok(exams.length > 0)
      console.log(exams[0])
    } finally {
      await browser.close()
    }
  })
})
