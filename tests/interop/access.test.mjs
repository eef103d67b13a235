// Who may read and write: seen from the reference client.

import assert from "node:assert/strict"
import { once } from "node:events"
import { test } from "node:test"

import * as Automerge from "@automerge/automerge"
import WebSocket from "ws"

import { Server, inTime, until } from "./harness.mjs"

test("a stranger is told what it would be told of a document that is not there", async (t) => {
  const server = await Server.start(t)
  const owner = server.client(t, await server.account())
  const stranger = server.client(t, await server.account())
  const written = await owner.create({ journal: "mine" })
  await assert.rejects(stranger.find(written.url), /unavailable/)
})

test("a reader follows the owner, and what it writes does not reach the owner", async (t) => {
  const server = await Server.start(t)
  const [ownerAccount, partnerAccount] = [await server.account(), await server.account()]
  const owner = server.client(t, ownerAccount)
  const partner = server.client(t, partnerAccount)
  const progress = await owner.create({ week: 1 })
  await server.grant(ownerAccount, progress.url, partnerAccount.account, "reader")
  const seen = await partner.find(progress.url)
  seen.change((doc) => (doc.scribble = "by the partner"))
  progress.change((doc) => (doc.week = 2))
  // One connection is handled in order: what the owner writes now was handled after the scribble.
  await until(seen, "the partner follows", (doc) => doc.week === 2)
  await owner.acknowledged(progress)
  const fresh = server.client(t, await server.device(ownerAccount))
  assert.deepEqual((await fresh.find(progress.url)).doc(), { week: 2 })
  assert.deepEqual(Automerge.toJS(progress.doc()), { week: 2 })
})

test("a writer's edits reach the owner", async (t) => {
  const server = await Server.start(t)
  const [ownerAccount, partnerAccount] = [await server.account(), await server.account()]
  const room = await server.client(t, ownerAccount).create({ notes: {} })
  await server.grant(ownerAccount, room.url, partnerAccount.account, "writer")
  const shared = await server.client(t, partnerAccount).find(room.url)
  shared.change((doc) => (doc.notes.partner = "You have got this."))
  await until(room, "the owner reads it", (doc) => doc.notes.partner !== undefined)
})

test("an unknown credential is answered with 401", async (t) => {
  const server = await Server.start(t)
  const unknown = `rbd_${"A".repeat(43)}`
  const socket = new WebSocket(`ws://device:${unknown}@127.0.0.1:${server.port}/sync`)
  socket.on("error", () => {})
  const [, answer] = await inTime("the refusal", once(socket, "unexpected-response"))
  assert.equal(answer.statusCode, 401)
})
