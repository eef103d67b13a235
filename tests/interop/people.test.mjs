// Documents and roles that come later than they were asked for, and sockets without a header: seen from
// the reference client.

import assert from "node:assert/strict"
import { test } from "node:test"

import * as Automerge from "@automerge/automerge"
import { Repo } from "@automerge/automerge-repo"

import { Server, inTime, until } from "./harness.mjs"

test("asked-too-early: the same session gets a document that is made, or shared, after it was asked for", async (t) => {
  const server = await Server.start(t)
  const [owner, partner] = [await server.account(), await server.account()]
  const made = new Repo({}).create({ v: 1 })
  const laptop = server.client(t, await server.device(owner))
  const friend = server.client(t, partner)
  await assert.rejects(laptop.find(made.url), /unavailable/)
  await assert.rejects(friend.find(made.url), /unavailable/)
  const phone = server.client(t, owner)
  const uploaded = phone.repo.import(Automerge.save(made.doc()), { docId: made.documentId })
  await phone.acknowledged(uploaded)
  await comes(laptop, made.url)
  await server.grant(owner, made.url, partner.account, "writer")
  const shared = await comes(friend, made.url)
  shared.change((doc) => (doc.v = 2))
  await until(uploaded, "the partner's edit", (doc) => doc.v === 2)
})

test("reader-becomes-writer: what a reader wrote arrives with the role, and what an ex-writer writes does not", async (t) => {
  const server = await Server.start(t)
  const [owner, partner] = [await server.account(), await server.account()]
  const phone = server.client(t, owner)
  const room = await phone.create({ v: 1 })
  await server.grant(owner, room.url, partner.account, "reader")
  const seen = await server.client(t, partner).find(room.url)
  seen.change((doc) => (doc.asReader = 1))
  room.change((doc) => (doc.v = 2))
  await until(seen, "the owner's edit", (doc) => doc.v === 2)
  assert.equal(room.doc().asReader, undefined)
  await server.grant(owner, room.url, partner.account, "writer")
  await until(room, "what was written as a reader", (doc) => doc.asReader === 1)
  seen.change((doc) => (doc.asWriter = 1))
  await until(room, "what was written as a writer", (doc) => doc.asWriter === 1)
  await server.grant(owner, room.url, partner.account, "reader")
  seen.change((doc) => (doc.demoted = 1))
  room.change((doc) => (doc.v = 3))
  await until(seen, "the owner's edit after that", (doc) => doc.v === 3)
  await phone.acknowledged(room)
  assert.equal(room.doc().demoted, undefined)
})

// From version 22 on Node has what browsers have.
test("Node's own WebSocket connects with a ticket", { skip: !globalThis.WebSocket }, async (t) => {
  const server = await Server.start(t)
  const member = await server.account()
  const { ticket } = await server.call("POST", "/v1/tickets", undefined, member.credential)
  const url = `ws://127.0.0.1:${server.port}/sync`
  const socket = new WebSocket(url, ["rebound", ticket])
  t.after(() => socket.close())
  const opened = new Promise((resolve, reject) => {
    socket.onopen = resolve
    socket.onerror = () => reject(new Error("no socket"))
  })
  await inTime("the socket opens", opened)
  assert.equal(socket.protocol, "rebound")
  const again = new WebSocket(url, ["rebound", ticket])
  const refused = new Promise((resolve) => (again.onerror = resolve))
  await inTime("the ticket is used up", refused)
})

/** Waits until a document that was not there can be found in the same session. */
async function comes(client, url) {
  const handle = await inTime(
    `${url} comes`,
    (async () => {
      for (;;) {
        const found = await client.repo.find(url).catch(() => undefined)
        if (found) return found
        await new Promise((resolve) => setImmediate(resolve))
      }
    })(),
  )
  return handle
}
