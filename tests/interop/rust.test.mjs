// The reference client and our Rust peer, through our server, both ways.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { test } from "node:test"

import { generateAutomergeUrl, parseAutomergeUrl } from "@automerge/automerge-repo"

import { RUST_PEER, Server, inTime, until } from "./harness.mjs"

/** Starts the Rust peer on a document; the function that comes back carries out one line. */
function rustPeer(t, server, member, url) {
  const socket = `ws://127.0.0.1:${server.port}/sync`
  const words = [socket, member.credential, parseAutomergeUrl(url).documentId]
  const child = spawn(RUST_PEER, words, { stdio: ["pipe", "pipe", "inherit"] })
  t.after(() => child.kill())
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async (line) => {
    child.stdin.write(`${line}\n`)
    const { value } = await inTime(`Rust: ${line}`, answers.next())
    assert.equal(value, "ok")
  }
}

test("a document of the reference client is read and edited in Rust", async (t) => {
  const server = await Server.start(t)
  const member = await server.account()
  const written = await server.client(t, member).create({ from: "javascript" })
  const rust = rustPeer(t, server, await server.device(member), written.url)
  await rust("wait from javascript")
  await rust("put answer rust")
  await until(written, "the edit arrives", (doc) => String(doc.answer) === "rust")
  written.change((doc) => (doc.reply = "javascript"))
  await rust("wait reply javascript")
})

test("a document that was made in Rust is found by the reference client", async (t) => {
  const server = await Server.start(t)
  const member = await server.account()
  const url = generateAutomergeUrl()
  const rust = rustPeer(t, server, member, url)
  await rust("put from rust")
  const found = await server.client(t, await server.device(member)).find(url)
  assert.equal(String(found.doc().from), "rust")
  found.change((doc) => (doc.reply = "javascript"))
  await rust("wait reply javascript")
})
