/// <reference lib="webworker" />

export {}

declare const self: ServiceWorkerGlobalScope
declare const __FILES__: readonly string[]
declare const __VERSION__: string

const PREFIX = 'rebound-app-'
const CACHE = PREFIX + __VERSION__
const START = new URL('index.html', self.registration.scope).href
const FILES = new Set(__FILES__.map((name) => new URL(name, self.registration.scope).href))

// A new version waits: it takes over when the person asks for it, or when all tabs are closed.
self.addEventListener('install', (event) => {
  event.waitUntil(keep())
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder())
})

self.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(self.skipWaiting())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const url = request.url.split(/[?#]/, 1)[0] ?? ''
  if (request.mode === 'navigate' && (url === self.registration.scope || url === START)) {
    event.respondWith(kept(START, request))
  } else if (FILES.has(url)) {
    event.respondWith(kept(url, request))
  }
})

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll([...FILES].map((url) => new Request(url, { cache: 'no-cache' })))
}

async function forgetOlder(): Promise<void> {
  const older = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(older.map((name) => caches.delete(name)))
  await self.clients.claim()
}

async function kept(url: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(url, { ignoreVary: true })) ?? fetch(request)
}
