// What the reference client makes of whatever an app may do is taken, of an owner and of a writer of another
// account: nothing of it is refused.
//
// `REBOUND_HONEST_CHANGES=100000 node --test honest.test.mjs` takes its time.

import assert from "node:assert/strict"
import { test } from "node:test"

import * as Automerge from "@automerge/automerge"
import { updateText } from "@automerge/automerge-repo"

import { Server, until } from "./harness.mjs"

const WANTED = Number(process.env.REBOUND_HONEST_CHANGES ?? 400)

/** Changes of one document. */
const OF_DOCUMENT = 1_000

/** A sequence of numbers that looks like chance and is the same each time: a whole one below `end`. */
function dice(seed) {
  return (end) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((seed / 2 ** 32) * end)
  }
}

const WORDS = ["a", "network ", "Prüfung, ", "port 443 is open\n", "鍵 "]

const range = (doc, draw) => {
  const start = draw(doc.text.length)
  return { start, end: start + 1 + draw(doc.text.length - start), expand: "both" }
}

const KINDS = {
  "text spliced in": (doc, draw) =>
    Automerge.splice(doc, ["text"], draw(doc.text.length + 1), 0, WORDS[draw(5)].repeat(1 + draw(9))),
  "text replaced": (doc, draw) => {
    const at = draw(doc.text.length)
    Automerge.splice(doc, ["text"], at, Math.min(12, doc.text.length - at), WORDS[draw(5)])
  },
  "text compared": (doc, draw) =>
    updateText(doc, ["text"], `${doc.text.slice(0, 200)}${WORDS[draw(5)]}${doc.text.slice(220)} `),
  "text pasted": (doc, draw) => (doc.notes = "lorem ipsum ".repeat(1 + draw(800))),
  "mark set": (doc, draw) => Automerge.mark(doc, ["text"], range(doc, draw), "bold", true),
  "mark taken": (doc, draw) => Automerge.unmark(doc, ["text"], range(doc, draw), "bold"),
  "list grown": (doc, draw) => doc.list.splice(draw(doc.list.length + 1), 0, draw(1_000), "item"),
  "list shortened": (doc, draw) => doc.list.splice(draw(doc.list.length), 1),
  "list overwritten": (doc, draw) => (doc.list[draw(doc.list.length)] = draw(9) / 2),
  "counter moved": (doc, draw) => doc.seen.increment(draw(9) - 4),
  "card made": (doc, draw) =>
    (doc.cards[`card ${draw(40)}`] = { q: "What is a port?", tags: ["net"], due: new Date(draw(2 ** 31)) }),
  "card dropped": (doc, draw) => delete doc.cards[`card ${draw(40)}`],
  "bytes put": (doc, draw) => (doc.picture = Uint8Array.from({ length: draw(9_000) }, () => draw(256))),
  "plain values put": (doc, draw) =>
    Object.assign(doc.plain, { no: null, yes: draw(2) === 1, name: new Automerge.ImmutableString("Sam") }),
}

const CONTENT = { text: "ports", list: [1], cards: {}, plain: {}, seen: new Automerge.Counter(1) }

test("nothing honest of the reference client is refused", async (t) => {
  const server = await Server.start(t, "--limit", "messages_per_account_and_second=100000")
  const [owner, partner] = [await server.account(), await server.account()]
  const clients = [server.client(t, owner), server.client(t, partner)]
  const draw = dice(7)
  const counts = {}
  for (let made = 0; made < WANTED; made += OF_DOCUMENT) {
    const mine = await clients[0].create(CONTENT)
    await server.grant(owner, mine.url, partner.account, "writer")
    const handles = [mine, await clients[1].find(mine.url)]
    for (let left = Math.min(WANTED - made, OF_DOCUMENT); left > 0; ) {
      for (const handle of handles) {
        for (let count = 1 + draw(20); count > 0 && left > 0; count--, left--) {
          const kinds = Object.keys(KINDS)
          const kind = kinds[draw(kinds.length)]
          handle.change((doc) => void KINDS[kind](doc, draw))
          counts[kind] = (counts[kind] ?? 0) + 1
        }
      }
      const [ownHeads, otherHeads] = handles.map((handle) => Automerge.getHeads(handle.doc()))
      await until(handles[0], "the partner's changes", (doc) => Automerge.hasHeads(doc, otherHeads))
      await until(handles[1], "the owner's changes", (doc) => Automerge.hasHeads(doc, ownHeads))
    }
  }
  t.diagnostic(JSON.stringify(counts))
  assert.deepEqual(Object.keys(counts).sort(), Object.keys(KINDS).sort())
  for (const member of [owner, partner]) {
    const { refusals } = await server.call("GET", "/v1/refusals", undefined, member.credential)
    assert.deepEqual(refusals, [])
  }
})
