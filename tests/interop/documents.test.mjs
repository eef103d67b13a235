// What every automerge-repo client may expect of our server.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { test } from "node:test"

import * as Automerge from "@automerge/automerge"
import { generateAutomergeUrl, updateText } from "@automerge/automerge-repo"

import { Server, until } from "./harness.mjs"

async function twoDevices(t) {
  const server = await Server.start(t)
  const member = await server.account()
  const phone = server.client(t, member)
  const laptop = server.client(t, await server.device(member))
  return { server, member, phone, laptop }
}

test("a document created on one client is found on another", async (t) => {
  const { phone, laptop } = await twoDevices(t)
  const written = await phone.create({ exam: "SY0-701", minutes: 25 })
  const found = await laptop.find(written.url)
  assert.deepEqual(found.doc(), { exam: "SY0-701", minutes: 25 })
})

test("concurrent edits of two clients reach both", async (t) => {
  const { phone, laptop } = await twoDevices(t)
  const here = await phone.create({ minutes: {} })
  const there = await laptop.find(here.url)
  here.change((doc) => (doc.minutes.train = 25))
  there.change((doc) => (doc.minutes.desk = 40))
  const both = (doc) => doc.minutes.train === 25 && doc.minutes.desk === 40
  await until(here, "the phone has both", both)
  await until(there, "the laptop has both", both)
  assert.deepEqual(Automerge.getHeads(here.doc()), Automerge.getHeads(there.doc()))
})

test("clients find each other again after a restart of the server", async (t) => {
  const { server, phone, laptop } = await twoDevices(t)
  const here = await phone.create({ before: true })
  const there = await laptop.find(here.url)
  await server.stop()
  here.change((doc) => (doc.phone = "offline"))
  there.change((doc) => (doc.laptop = "offline"))
  await server.resume()
  const both = (doc) => doc.phone === "offline" && doc.laptop === "offline"
  await until(here, "the phone has both", both)
  await until(there, "the laptop has both", both)
})

test("a first upload above 16 MiB arrives on the first connection", async (t) => {
  const { phone, laptop } = await twoDevices(t)
  let ended = 0
  phone.adapter.on("peer-disconnected", () => ended++)
  let album = Automerge.init()
  for (let number = 0; number < 240; number++) {
    album = Automerge.change(album, (doc) => (doc[number] = randomBytes(80 * 1024)))
  }
  const here = phone.repo.import(Automerge.save(album))
  await phone.acknowledged(here)
  assert.equal(ended, 0)
  const there = await laptop.find(here.url)
  await until(there, "the laptop has all", (doc) => Object.keys(doc).length === 240)
})

test("a client from scratch gets a snapshot and what came after it, across a restart", async (t) => {
  const { server, member, phone } = await twoDevices(t)
  const made = server.logs("a snapshot was made")
  const here = await phone.create({ first: true })
  for (let number = 0; number < 600; number++) {
    here.change((doc) => (doc[`fact ${number}`] = `${number * 2_654_435_761} `.repeat(8)))
  }
  await made
  const count = 602
  here.change((doc) => (doc.after = "the snapshot"))
  const all = (doc) => Object.keys(doc).length === count
  const laptop = server.client(t, await server.device(member))
  const there = await laptop.find(here.url)
  await until(there, "the laptop has all", all)
  await server.stop()
  await server.resume()
  const tablet = server.client(t, await server.device(member))
  const late = await tablet.find(here.url)
  await until(late, "the tablet has all", all)
  assert.deepEqual(Automerge.getHeads(late.doc()), Automerge.getHeads(here.doc()))
  late.change((doc) => (doc.tablet = "writes on"))
  await until(here, "the phone has it", (doc) => doc.tablet === "writes on")
})

test("a document that nobody has is unavailable, and the server goes on", async (t) => {
  const { phone, laptop } = await twoDevices(t)
  await assert.rejects(phone.find(generateAutomergeUrl()), /unavailable/)
  const written = await phone.create({ still: "here" })
  assert.equal((await laptop.find(written.url)).doc().still, "here")
})

test("texts, lists and counters merge", async (t) => {
  const { phone, laptop } = await twoDevices(t)
  const content = { text: "ports and protocols", list: ["first"], seen: new Automerge.Counter(1) }
  const here = await phone.create(content)
  const there = await laptop.find(here.url)
  here.change((doc) => {
    updateText(doc, ["text"], "ports and many protocols")
    doc.list.push("phone")
    doc.seen.increment(2)
  })
  there.change((doc) => {
    updateText(doc, ["text"], "All ports and protocols")
    doc.list.unshift("laptop")
    doc.seen.increment(3)
  })
  for (const handle of [here, there]) {
    const merged = await until(handle, "all edits", (doc) => doc.seen.value === 6)
    assert.equal(merged.text, "All ports and many protocols")
    assert.deepEqual([...merged.list], ["laptop", "first", "phone"])
  }
})
