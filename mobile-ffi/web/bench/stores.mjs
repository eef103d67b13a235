// What the two stores that a browser has take, in one run of one Chromium: `npm run bench`.
import { fileURLToPath } from 'node:url'
import { profile, serve } from '../test/browser.mjs'

const RECORDS = 300
const FILLED = 10_000

const site = await serve(fileURLToPath(new URL('./page', import.meta.url)))
for (const store of ['indexeddb', 'sqlite']) {
  const browser = await profile(site.url)
  const run = async task => {
    const page = await browser.blank()
    const measured = await page.evaluate(task => measure(task), { store, records: 0, filled: 0, ...task })
    await browser.restart()
    return measured
  }
  const { p50_ms, p95_ms } = await run({ records: RECORDS })
  await run({ filled: FILLED })
  const full = await run({ records: RECORDS })
  const figures = { store, record_p50_ms: p50_ms, record_p95_ms: p95_ms, rows: full.rows, open_ms: full.open_ms,
    read_ms: full.read_ms, filled_p50_ms: full.p50_ms, filled_p95_ms: full.p95_ms }
  console.log(JSON.stringify(figures, (_, value) => typeof value === 'number' ? Math.round(value * 10) / 10 : value))
  await browser.close()
}
// The core itself: what a page waits for.
const core = await serve()
const browser = await profile(core.url)
let page = await browser.page()
const measured = await page.evaluate(async records => {
  const body = { study_session: { exam: 'SY0-701', domain: '4', minutes: 20, activity: 'reading' } }
  const times = []
  for (let each = 0; each < records; each += 1) {
    const begun = performance.now()
    await rebound.record(body)
    times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  const [fact] = await rebound.facts()
  const facts = Array.from({ length: 10_000 }, (_, each) => ({ ...fact, id: `copy-${each}` }))
  await rebound.importJson(JSON.stringify({ format: 'rebound-facts', version: 1, facts }))
  return { p50: times[records >> 1], p95: times[Math.floor(records * 0.95)] }
}, RECORDS)
await browser.restart()
page = await browser.blank()
const opened = await page.evaluate(async () => {
  const begun = performance.now()
  const rebound = await core.open()
  const open = performance.now() - begun
  await rebound.today('SY0-701')
  const today = performance.now() - begun
  const again = performance.now()
  await rebound.plan('SY0-701')
  return { open, today, plan: performance.now() - again, facts: (await rebound.facts()).length }
})
console.log(JSON.stringify({ core: { ...measured, ...opened } }, (_, value) => typeof value === 'number' ? Math.round(value * 10) / 10 : value))
await browser.close()
await core.close()
await site.close()
process.exit()
