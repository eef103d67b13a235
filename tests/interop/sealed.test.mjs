// Sealed documents among those that have no key, and in a reader of another kind that has one.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { test } from "node:test"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"

import * as Automerge from "@automerge/automerge"

import { CompactForm, withoutNothing } from "./compact_form.mjs"
import { PROGRAMS, Server } from "./harness.mjs"

const ROOT = fileURLToPath(new URL("../../", import.meta.url))
const GOLDEN = path.join(ROOT, "core/tests/golden")
const PAGE = new CompactForm(readFileSync(path.join(ROOT, "docs/design/documents.md"), "utf8"))
const PYTHON = path.join(PROGRAMS, "../venv/bin/python")
const READER = fileURLToPath(new URL("sealed_reader.py", import.meta.url))

const lines = (string) => string.trim().split("\n").map((line) => JSON.parse(line))
const golden = (name) => lines(readFileSync(path.join(GOLDEN, name), "utf8"))

/** What a program prints, when it has ended well. */
async function printed(program, ...words) {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "exit")])
  assert.equal(code, 0)
  return output
}

function folderOf(t) {
  const folder = mkdtempSync(path.join(tmpdir(), "rebound-sealed-"))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What the reader in Python finds with a key in a dump: a line for each entry. */
async function read(t, key, dump, ...names) {
  const folder = folderOf(t)
  const [keyFile, dumpFile] = ["key", "dump"].map((name) => path.join(folder, name))
  writeFileSync(keyFile, key)
  writeFileSync(dumpFile, JSON.stringify(dump))
  return lines(await printed(PYTHON, READER, keyFile, dumpFile, ...names))
}

/** A fact of the open form, as the reader tells one. */
function likeTheReader({ id, at, device = null, supersedes = null, body }) {
  const [, moment, offset, zone] = /^(.{19}(?:\.\d+)?)([+-]\d\d:\d\d|Z)(?:\[(.+)\])?$/.exec(at)
  return { id, at_ms: Date.parse(moment + offset), zone: zone ?? offset, device, supersedes, body: withoutNothing(body) }
}

/** A fact of the reader's, with its fields under the names that the page gives them. */
function named({ kind, fields, ...fact }) {
  return { ...fact, body: withoutNothing(PAGE.body(kind, fields)) }
}

/** All items of a dump, each of which opens. */
async function opened(t, key, dump) {
  const found = await read(t, key, dump)
  assert.deepEqual(found.filter((line) => line.anomaly), [])
  return found.map((line) => line.item)
}

/** The scalars of a document, as the reader takes them. Neither they nor anything else in it tells what was recorded. */
function dumped(document) {
  const { entries, ...root } = document
  assert.deepEqual(root, { schema: 2n, min_writer: 2n })
  for (const [entry, scalar] of Object.entries(entries)) {
    assert.match(entry, /^[A-Za-z0-9_-]{16}$/)
    assert.ok(scalar instanceof Uint8Array && scalar.length % 16 === 1)
  }
  const history = JSON.stringify(Automerge.getAllChanges(document).map(Automerge.decodeChange), latin1)
  assert.ok(history.includes("entries"))
  for (const word of WORDS) assert.ok(!history.includes(word), word)
  return Object.fromEntries(Object.entries(entries).map(([entry, scalar]) => [entry, base64(scalar)]))
}

const base64 = (bytes) => Buffer.from(bytes).toString("base64")

/** Bytes as the letters that they would be. */
const latin1 = (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value)

/** Some of what is recorded. Short words would now and then turn up in any bytes. */
const WORDS = ["SY0-701", "America", "New_York", "attempt", "session", "lightbulb", "Subnetting", "progress", "profile"]

const byId = (one, other) => (one.id < other.id ? -1 : 1)

test("a reader that knows only the page reads every golden entry", async (t) => {
  for (const { key, name, document, entry, sealed, item } of golden("sealed.v2.jsonl")) {
    const dump = { [document]: { [entry]: base64(Buffer.from(sealed, "hex")) } }
    const [line, ...more] = await read(t, key, dump, name)
    assert.deepEqual(more, [])
    assert.equal(line.entry, entry)
    if (item.fact) assert.deepEqual(named(line.item.fact), likeTheReader(item.fact))
    else assert.deepEqual(line.item, item)
  }
})

test("what a key does not open, or a newer app wrote, is told as such", async (t) => {
  const [{ key, document, entry, sealed }] = golden("sealed.v2.jsonl")
  const bytes = Buffer.from(sealed, "hex")
  const broken = bytes.with(-1, bytes.at(-1) ^ 1)
  const anomaly = async (scalar, tried = key) => {
    const [line] = await read(t, tried, { [document]: { [entry]: base64(scalar) } })
    return line.anomaly
  }
  assert.equal(await anomaly(broken), "it does not open")
  assert.equal(await anomaly(bytes, "07".repeat(32)), "it does not open")
  assert.equal(await anomaly(bytes.with(0, 3)), "a newer app wrote it, in format 3")
  assert.equal(await anomaly([]), "not sealed")
})

test("a client without the key sees opaque bytes, harms nothing, and hands on all that a reader with the key needs", async (t) => {
  // One is of a time when a mock exam could be entered without a result.
  const recorded = golden("facts.v1.jsonl").flatMap(({ fact }) => (fact.id === "simulation-least" ? [] : fact))
  const open = path.join(folderOf(t), "facts.json")
  writeFileSync(open, JSON.stringify({ format: "rebound-facts", version: 1, facts: recorded }))
  const server = await Server.start(t)
  const member = await server.account()
  const candidate = async (number, ...words) => {
    const { credential } = await server.device(member)
    const address = `127.0.0.1:${server.port}`
    return JSON.parse(await printed(path.join(PROGRAMS, "candidate"), address, credential, String(number), ...words))
  }
  const { invitation, ...phone } = await candidate(1, open)
  assert.equal(phone.facts.length, recorded.length + 1)

  const stranger = server.client(t, await server.device(member))
  const dump = {}
  for (const document of phone.documents) {
    const handle = await stranger.find(`automerge:${document}`)
    dump[document] = dumped(handle.doc())
    handle.change((doc) => (doc.stranger = "was here"))
    await stranger.acknowledged(handle)
  }

  const items = await opened(t, phone.key, dump)
  const facts = items.filter((item) => item.fact).map((item) => named(item.fact))
  assert.deepEqual(facts.sort(byId), phone.facts.map(likeTheReader).sort(byId))
  const names = items.flatMap((item) => item.document ?? [])
  assert.equal(names.length, phone.documents.length - 1)
  assert.ok(names.includes("progress/sam"))

  const [, progress, relationKey] = /^automerge:(.+)#(.+)$/.exec(invitation)
  const weeks = items.filter((item) => item.week)
  assert.notEqual(weeks.length, 0)
  assert.deepEqual(await opened(t, relationKey, { [progress]: dump[progress] }), weeks)

  assert.deepEqual(await candidate(2), { invitation: null, ...phone })
})
