// A page on the core in Debian's Chromium: built once, served on a port of the system's choice, profiles in folders
// that go with the test.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell'
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src data:; connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*"

/** Builds the page and serves it, as strictly as the app is served. */
export async function serve(root = join(here, 'page')) {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-page-'))
  await build({
    root,
    base: './',
    logLevel: 'warn',
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'es2023', modulePreload: false }
  })
  const server = createServer(async (request, reply) => {
    const path = new URL(request.url, 'http://page').pathname
    const name = path === '/' ? 'index.html' : path.slice(1)
    const body = await readFile(join(folder, name)).catch(() => undefined)
    reply.writeHead(body ? 200 : 404, {
      'content-type': types[extname(name)] ?? 'application/octet-stream', 'content-security-policy': policy
    })
    reply.end(body)
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async close() {
      server.close()
      await rm(folder, { recursive: true })
    }
  }
}

async function opened(page) {
  await page.evaluate(async () => { globalThis.rebound = await core.open() })
  return page
}

/** A browser that can be ended at any moment, with all its processes, and started again on the same profile. */
export async function killable(url) {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-profile-'))
  const words = ['--no-sandbox', '--remote-debugging-port=0', `--user-data-dir=${folder}`]
  let child, browser, ended
  const kill = async () => {
    if (!child) return
    process.kill(-child.pid, 'SIGKILL')
    await ended
    await browser?.close().catch(() => {})
    child = undefined
  }
  return {
    /** A page on which the core is open. */
    async start() {
      child = spawn(executablePath, words, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
      ended = once(child, 'exit')
      const address = await new Promise(resolve => {
        let text = ''
        child.stderr.on('data', data => {
          const found = /ws:[^\s]+/.exec((text += data))
          if (found) resolve(found[0])
        })
      })
      browser = await chromium.connectOverCDP(address)
      const page = await browser.contexts()[0].newPage()
      await page.goto(url)
      return opened(page)
    },
    /** Ends it after so many milliseconds. */
    async kill(after) {
      await new Promise(resolve => setTimeout(resolve, after))
      await kill()
    },
    async close() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** A profile of the browser in a folder of its own. */
export async function profile(url) {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-profile-'))
  const start = () => chromium.launchPersistentContext(folder, { executablePath, args: ['--no-sandbox'] })
  let context = await start()
  return {
    get context() { return context },
    /** A page on which the core is not open. */
    async blank() {
      const page = await context.newPage()
      page.on('pageerror', error => console.error('page:', error.message))
      await page.goto(url)
      return page
    },
    /** A page on which the core is open, as `rebound`. */
    async page() {
      return opened(await this.blank())
    },
    async restart() {
      await context.close()
      context = await start()
    },
    async close() {
      await context.close()
      await rm(folder, { recursive: true, force: true })
    }
  }
}
