// The app as the server sends it: under its policy, from nobody else, without a network, for everybody.

import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { test } from "node:test"

import { bringHistory, browse, files, go, screens, serve, shown, visit } from "./harness.mjs"

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const BUDGET = await readFile(new URL("../../sync-server/app/size-budget.toml", import.meta.url), "utf8")

/** A number of the budget. */
const budget = (name) => Number(BUDGET.match(new RegExp(`^${name} = (\\d+)`, "m"))[1])

test("the app opens under its policy, and asks nobody but its server", async (t) => {
  const { address } = await serve(t)
  const { page, faults, asked } = await visit(await browse(t), address)
  await shown(page)
  assert.ok(asked.length > 3)
  assert.deepEqual(asked.filter((url) => !url.startsWith(address) && !url.startsWith("data:")), [])
  assert.deepEqual(faults, [])
})

test("what the policy forbids does not happen, and a socket to the app's own server may be opened", async (t) => {
  const { address } = await serve(t)
  const { page } = await visit(await browse(t), address)
  await shown(page)
  const outcomes = await page.evaluate(async () => {
    const forbidden = []
    addEventListener("securitypolicyviolation", (event) => forbidden.push(event.effectiveDirective))
    const inline = document.createElement("script")
    inline.textContent = "globalThis.ran = true"
    document.head.append(inline)
    document.body.insertAdjacentHTML("beforeend", '<p style="color: red">x</p>')
    await fetch("http://127.0.0.1:9/").catch(() => {})
    const own = new WebSocket(new URL("sync", location.href).href.replace("http", "ws"), ["rebound", "none"])
    await new Promise((resolve) => (own.onclose = own.onerror = own.onopen = resolve))
    return { forbidden, ran: globalThis.ran === true }
  })
  const { forbidden, ran } = outcomes
  assert.deepEqual([ran, forbidden.sort()], [false, ["connect-src", "script-src-elem", "style-src-attr"]])
})

test("the first load keeps to its budget, and so does everything that is kept for later", async (t) => {
  const { address } = await serve(t)
  const { context, page } = await visit(await browse(t), "about:blank")
  const sizes = []
  const isApp = (request) => request.url().startsWith(address)
  context.on("requestfinished", (request) => isApp(request) && sizes.push(request.sizes()))
  await page.goto(address)
  await shown(page)
  const first = (await Promise.all(sizes)).reduce((sum, size) => sum + size.responseBodySize, 0)
  // What a service worker asks for is not told to the page's visitor.
  const heads = (await files()).map((file) => fetch(new URL(file, address), { method: "HEAD", headers: { "accept-encoding": "br" } }))
  const lengths = (await Promise.all(heads)).map(({ headers }) => Number(headers.get("content-length")))
  const all = lengths.reduce((sum, length) => sum + length)
  t.diagnostic(`first load: ${(first / 1024).toFixed(0)} KiB, with what is kept for later ${(all / 1024).toFixed(0)} KiB`)
  assert.ok(first > 10 * 1024, "it was measured")
  assert.ok(first <= budget("first_load_kib") * 1024, `${first} bytes`)
  assert.ok(all <= budget("all_kib") * 1024, `${all} bytes`)
})

test("without a network and without a server it opens again", async (t) => {
  const server = await serve(t)
  const { context, page } = await visit(await browse(t), server.address)
  await shown(page)
  await page.evaluate(() => navigator.serviceWorker.ready)
  const heading = await page.locator("h1").first().textContent()
  await server.stop()
  await context.setOffline(true)
  await page.reload()
  await shown(page)
  assert.equal(await page.locator("h1").first().textContent(), heading)
})

/** What axe finds on each screen. */
async function violations(page) {
  const found = []
  for (const { address, name } of await screens()) {
    await go(page, address)
    await page.evaluate(AXE)
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    for (const { id, nodes } of violations) found.push(`${name}: ${id}: ${nodes[0].html}`)
  }
  return found
}

for (const colorScheme of ["light", "dark"]) {
  test(`each screen can be used by everybody, empty and with a history, ${colorScheme}`, async (t) => {
    const { address } = await serve(t)
    const { page, faults } = await visit(await browse(t), address, { colorScheme, reducedMotion: "reduce" })
    await shown(page)
    assert.deepEqual(await violations(page), [])
    await bringHistory(page)
    assert.deepEqual(await violations(page), [])
    assert.deepEqual(faults, [])
  })
}
