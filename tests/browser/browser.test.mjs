// A page in a real browser gets in with a ticket, edits with the reference client, and is ended.

import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import path from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

import { build } from "esbuild"

import { Server, inTime, until } from "../interop/harness.mjs"

const CHROMIUM = process.env.REBOUND_CHROMIUM ?? "chromium-headless-shell"

/** It asks nobody but this machine, for whatever reason. */
const FLAGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  "--remote-debugging-port=0",
]

/** The page and what it imports, as one text. */
async function bundle() {
  const entry = fileURLToPath(new URL("page.mjs", import.meta.url))
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    // Automerge's WebAssembly as text: the page is one file.
    conditions: ["webpack"],
  })
  return made.outputFiles[0].text
}

/** Where the page comes from, and where it says what happens to it. */
class Page {
  #told = []
  #look = () => {}

  static async serve(t) {
    const page = new Page()
    const script = await bundle()
    page.server = createServer(async (request, response) => {
      let body = ""
      for await (const part of request) body += part
      if (request.url === "/page.mjs") {
        response.setHeader("content-type", "text/javascript")
        response.end(script)
      } else if (request.url === "/task") {
        response.end(JSON.stringify(page.task))
      } else if (request.url === "/told") {
        page.#told.push(JSON.parse(body))
        page.#look()
        response.end()
      } else {
        response.setHeader("content-type", "text/html")
        response.end('<!doctype html><script type="module" src="/page.mjs"></script>')
      }
    })
    page.server.listen(0, "127.0.0.1")
    await once(page.server, "listening")
    t.after(() => page.server.closeAllConnections())
    page.origin = `http://127.0.0.1:${page.server.address().port}`
    return page
  }

  /** Opens it in the browser, which is gone at the end of the test `t`. */
  async open(t) {
    const folder = await mkdtemp(path.join(tmpdir(), "rebound-browser-"))
    const words = [...FLAGS, `--user-data-dir=${folder}`, this.origin]
    const browser = spawn(CHROMIUM, words, { stdio: "ignore" })
    const ended = once(browser, "exit")
    t.after(async () => {
      browser.kill()
      await ended
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    })
  }

  /** Waits until the page has said something for which `holds`. */
  says(what, holds) {
    const seen = new Promise((resolve, reject) => {
      this.#look = () => {
        const failed = this.#told.find((told) => told.failed)
        if (failed) reject(new Error(failed.failed))
        if (this.#told.some(holds)) resolve()
      }
      this.#look()
    })
    return inTime(what, seen)
  }
}

test("a page gets in with a ticket, edits, and is ended with its device", async (t) => {
  const page = await Page.serve(t)
  const server = await Server.start(t, "--origin", page.origin)
  const member = await server.account()
  const own = await server.device(member)
  const handle = await server.client(t, member).create({ desk: "written at the desk" })
  page.task = {
    server: `127.0.0.1:${server.port}`,
    credential: own.credential,
    url: handle.url,
  }
  await page.open(t)
  await page.says("the page reads", ({ read }) => read?.desk === "written at the desk")
  await until(handle, "the desk reads the page", (doc) => doc.page === "written in the page")
  handle.change((doc) => (doc.desk = "written later"))
  await page.says("the page follows", ({ read }) => read?.desk === "written later")
  await server.call("DELETE", `/v1/devices/${own.device}`, undefined, member.credential)
  await page.says("the page is ended", ({ ended }) => ended)
  await page.says("there is no other ticket", ({ refused }) => refused === 401)
})
