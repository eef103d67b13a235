// A page on the core in Debian's Chromium: built once, served on a port of the system's choice, profiles in folders
// that go with the test.
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; img-src data:; connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*"

/** Builds the page and serves it, as strictly as the app is served. */
export async function serve() {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-page-'))
  await build({
    root: join(here, 'page'),
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

/** A profile of the browser in a folder of its own. */
export async function profile(url) {
  const folder = await mkdtemp(join(tmpdir(), 'rebound-profile-'))
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell'
  const start = () => chromium.launchPersistentContext(folder, { executablePath, args: ['--no-sandbox'] })
  let context = await start()
  return {
    get context() { return context },
    /** A page on which the core is open, as `rebound`. */
    async page() {
      const page = await context.newPage()
      page.on('pageerror', error => console.error('page:', error.message))
      page.on('console', message => message.type() === 'error' && console.error('console:', message.text()))
      await page.goto(url)
      await page.evaluate(async () => { globalThis.rebound = await core.open() })
      return page
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
