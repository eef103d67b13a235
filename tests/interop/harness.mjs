// Our server as a process, and npm clients that know when the server has acknowledged a document.
// Nothing here waits for a time to pass: it waits for events, with a deadline.

import { spawn } from "node:child_process"
import { randomBytes } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"

import * as Automerge from "@automerge/automerge"
import { Repo, parseAutomergeUrl } from "@automerge/automerge-repo"
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket"

export const PROGRAMS =
  process.env.REBOUND_PROGRAMS ?? fileURLToPath(new URL("../../target/debug/", import.meta.url))
const SERVER = process.env.REBOUND_SERVER ?? path.join(PROGRAMS, "rebound-sync-server")
export const RUST_PEER = path.join(PROGRAMS, "interop_peer")

/** No event that a test waits for takes longer, in milliseconds. */
export const DEADLINE_MS = 10_000

/** Rejects with `what` if `promise` is not settled in time. */
export async function inTime(what, promise) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${DEADLINE_MS} ms`)), DEADLINE_MS)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/**
 * Waits until `holds(document)`, looking again when the heads of the handle have changed. A change that another one
 * hides has no event of its own.
 */
export async function until(handle, what, holds) {
  const seen = new Promise((resolve) => {
    const look = () => {
      if (handle.isReady() && holds(handle.doc())) {
        handle.off("heads-changed", look)
        resolve(handle.doc())
      }
    }
    handle.on("heads-changed", look)
    look()
  })
  return inTime(what, seen)
}

/** A server with a data folder of its own, gone at the end of the test `t`. */
export class Server {
  static async start(t, ...settings) {
    const server = new Server()
    server.settings = settings
    server.folder = await mkdtemp(path.join(tmpdir(), "rebound-interop-"))
    server.port = await freePort()
    await server.resume()
    t.after(async () => {
      await server.stop()
      await rm(server.folder, { recursive: true, force: true })
    })
    return server
  }

  async resume() {
    const listen = `127.0.0.1:${this.port}`
    const data = path.join(this.folder, "data")
    const words = ["serve", "--listen", listen, "--data", data, ...this.settings]
    this.child = spawn(SERVER, words, { stdio: ["ignore", "ignore", "pipe"] })
    this.child.stderr.pipe(process.stderr, { end: false })
    this.ended = once(this.child, "exit")
    const failed = this.ended.then(([code]) => Promise.reject(new Error(`server ended: ${code}`)))
    await inTime("the server listens", Promise.race([listening(this.port), failed]))
    failed.catch(() => {})
  }

  /** Waits until the server logs a line with `words`. */
  async logs(words) {
    let text = ""
    const seen = new Promise((resolve) => {
      this.child.stderr.on("data", (data) => (text += data).includes(words) && resolve())
    })
    return inTime(`the server logs "${words}"`, seen)
  }

  async stop() {
    this.child.kill("SIGTERM")
    await inTime("the server ends", this.ended)
  }

  async call(method, route, body, credential) {
    const headers = { "content-type": "application/json" }
    if (credential) headers.authorization = `Bearer ${credential}`
    const request = { method, headers, body: body && JSON.stringify(body) }
    const answer = await fetch(`http://127.0.0.1:${this.port}${route}`, request)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }

  /** Registers an account with its first device: `{ account, device, credential }`. */
  account() {
    return this.call("POST", "/v1/accounts", { device: deviceId() })
  }

  /** Adds a device to an account. */
  device(member) {
    return this.call("POST", "/v1/devices", { device: deviceId() }, member.credential)
  }

  /** Lets another account read or write a document. */
  grant(owner, url, account, role) {
    const { documentId } = parseAutomergeUrl(url)
    const route = `/v1/documents/${documentId}/grants/${account}`
    return this.call("PUT", route, { role }, owner.credential)
  }

  /** A client of the reference implementation, gone at the end of the test `t`. */
  client(t, member) {
    const client = new Client(`ws://device:${member.credential}@127.0.0.1:${this.port}/sync`)
    t.after(() => client.repo.shutdown())
    return client
  }
}

export class Client {
  #heads = new Map()
  #waiting = new Set()

  constructor(url) {
    this.adapter = new WebSocketClientAdapter(url, 100)
    this.adapter.on("message", (message) => {
      if (message.type === "sync") {
        const { heads } = Automerge.decodeSyncMessage(message.data)
        this.#heads.set(message.documentId, heads)
        for (const look of this.#waiting) look()
      }
    })
    this.repo = new Repo({ network: [this.adapter] })
  }

  /** Waits until the server has said that it has all of the document. */
  async acknowledged(handle) {
    const same = () => {
      const told = this.#heads.get(handle.documentId) ?? []
      const own = Automerge.getHeads(handle.doc())
      return told.length === own.length && own.every((head) => told.includes(head))
    }
    const seen = new Promise((resolve) => {
      const look = () => {
        if (same()) {
          this.#waiting.delete(look)
          resolve()
        }
      }
      this.#waiting.add(look)
      look()
    })
    return inTime("the server acknowledges", seen)
  }

  /** Creates a document that the server has. */
  async create(content) {
    const handle = this.repo.create(content)
    await this.acknowledged(handle)
    return handle
  }

  find(url) {
    return inTime(`find ${url}`, this.repo.find(url))
  }
}

const deviceId = () => randomBytes(8).toString("hex")

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1")
  await once(probe, "listening")
  const { port } = probe.address()
  probe.close()
  await once(probe, "close")
  return port
}

async function listening(port) {
  for (const end = Date.now() + DEADLINE_MS; Date.now() < end; ) {
    const socket = connect(port, "127.0.0.1")
    const open = await Promise.race([
      once(socket, "connect").then(() => true),
      once(socket, "error").then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
  }
}
