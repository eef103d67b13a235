// Our server with the app in it, and a browser of its own that asks nobody else.
// Nothing here waits for a time to pass: it waits for events, with a deadline.

import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import path from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

import { chromium } from "playwright-core"

const PROGRAMS = process.env.REBOUND_PROGRAMS ?? fileURLToPath(new URL("../../target/debug/", import.meta.url))
const SERVER = process.env.REBOUND_SERVER ?? path.join(PROGRAMS, "rebound-sync-server")
const CHROMIUM = process.env.REBOUND_CHROMIUM ?? "/usr/bin/chromium-headless-shell"
const APP = fileURLToPath(new URL("../../sync-server/app/dist", import.meta.url))
const HISTORY = fileURLToPath(new URL("../fixtures/derive-security-plus.json", import.meta.url))
const ROUTES = new URL("../../sync-server/app/src/routes.ts", import.meta.url)

/** No event that a test waits for takes longer, in milliseconds. */
export const DEADLINE_MS = 20_000

export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1280, height: 800 }

/** The addresses of all screens, as the app's own table has them; of those with parameters none. */
export async function screens() {
  const table = await readFile(ROUTES, "utf8")
  const found = [...table.matchAll(/^ {2}\{ path: '([^':]+)', file: '([^']+)'/gm)]
  return found.map(([, address, file]) => ({ address, name: file.replace("/", "-").toLowerCase() }))
}

/** The paths of all files of the app. */
export async function files() {
  const entries = await readdir(APP, { recursive: true, withFileTypes: true })
  const found = entries.filter((entry) => entry.isFile())
  return found.map((entry) => path.relative(APP, path.join(entry.parentPath, entry.name)))
}

/** A server with a data folder of its own, gone at the end of the test `t`. */
export async function serve(t) {
  const folder = await mkdtemp(path.join(tmpdir(), "rebound-app-"))
  const server = spawn(SERVER, ["--listen", "127.0.0.1:0", "--data", folder], { stdio: ["ignore", "pipe", "inherit"] })
  const ended = once(server, "exit")
  t.after(async () => {
    server.kill("SIGKILL")
    await ended
    await rm(folder, { recursive: true, force: true })
  })
  for await (const line of createInterface(server.stdout)) {
    const told = line.match(/^The app: (\S+)$/)
    if (told) return { address: told[1], stop: () => server.kill("SIGKILL") && ended }
  }
  throw new Error(`${SERVER} has no app in it`)
}

/** A browser, gone at the end of the test `t`. Names lead nowhere in it; an address on this machine does. */
export async function browse(t) {
  const args = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-background-networking"]
  const browser = await chromium.launch({ executablePath: CHROMIUM, args })
  t.after(() => browser.close())
  return browser
}

/** A visit with a profile of its own: what went wrong in it, and what it has asked for. */
export async function visit(browser, address, settings = {}) {
  const context = await browser.newContext({ viewport: PHONE, ...settings })
  context.setDefaultTimeout(DEADLINE_MS)
  const [faults, asked] = [[], []]
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(message.text())
  })
  context.on("weberror", (error) => faults.push(String(error.error())))
  context.on("request", (request) => asked.push(request.url()))
  context.on("requestfailed", (request) => faults.push(`${request.url()}: ${request.failure()?.errorText}`))
  const page = await context.newPage()
  await page.goto(address)
  return { context, page, faults, asked }
}

/** A screen waits this long before it shows that it waits, in milliseconds; so what is still for longer is there. */
const STILL_MS = 400

/** Waits until a screen is there, with what it shows. */
export async function shown(page) {
  await page.locator("main h1").first().waitFor()
  await page.evaluate(
    (stillMs) =>
      new Promise((resolve) => {
        const isThere = () => (document.querySelector(".placeholder") ? again() : resolve())
        let timer
        const again = () => {
          clearTimeout(timer)
          timer = setTimeout(isThere, stillMs)
        }
        new MutationObserver(again).observe(document.body, { childList: true, subtree: true })
        again()
      }),
    STILL_MS,
  )
}

/** Starts the app at a screen: so what is found there is of that screen alone. */
export async function go(page, address) {
  const start = new URL(`#${address}`, page.url())
  await page.goto("about:blank")
  await page.goto(start.href)
  await shown(page)
}

/** Takes in a file of facts: two weeks before an exam and the report of it. */
export async function bringHistory(page) {
  await go(page, "/devices")
  await page.locator("input[type=file]").setInputFiles(HISTORY)
  const take = page.getByRole("button", { name: /^Take all/ })
  await take.click()
  await take.waitFor({ state: "detached" })
}
