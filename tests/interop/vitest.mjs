// What the acceptance tests of automerge-repo need of vitest, made from Node's own tests.

import { describe, it as test } from "node:test"

const THROUGH_A_SERVER = [
  "can sync 2 repos",
  "can sync 3 repos",
  "can broadcast a message",
  "should support reconnecting after disconnect",
]

export { describe }

export function it(name, body) {
  if (THROUGH_A_SERVER.includes(name)) test(name, body)
}

export function expect() {
  throw new Error("only tests of other kinds expect anything")
}
