// The acceptance tests of automerge-repo for network adapters, with our server between the adapters: those four of
// seven that no server can fail for being one. The others want each repo to see the others as peers.

import { register } from "node:module"
import { after } from "node:test"

import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket"

import { Server } from "./harness.mjs"

// They are written for vitest, of which they need little.
const double = new URL("./vitest.mjs", import.meta.url).href
const resolve = `export const resolve = (name, context, next) =>
  name === "vitest" ? { url: ${JSON.stringify(double)}, shortCircuit: true } : next(name, context)`
register(`data:text/javascript,${encodeURIComponent(resolve)}`)
const { runNetworkAdapterTests } = await import(
  "@automerge/automerge-repo/helpers/tests/network-adapter-tests.js"
)

/** An adapter by way of the server, where two things are as among peers who see each other. */
class Through extends WebSocketClientAdapter {
  #group
  #join
  joined

  constructor(url, group) {
    super(url, 100)
    this.#group = group
    group.push(this)
  }

  connect(...args) {
    this.joined ??= new Promise((resolve) => (this.#join = resolve))
    super.connect(...args)
  }

  emit(event, ...args) {
    // Who is there means: all who came are.
    if (event === "peer-candidate") {
      this.#join()
      Promise.all(this.#group.map(({ joined }) => joined)).then(() => super.emit(event, ...args))
      return true
    }
    // Who asks too early waits: the server sends what it was asked for as soon as it comes.
    if (event === "message" && args[0].type === "doc-unavailable") return true
    return super.emit(event, ...args)
  }
}

runNetworkAdapterTests(async () => {
  // One for each, because all of them have an Alice, and her name is hers as long as she is there.
  const server = await Server.start({ after })
  const owner = await server.account()
  const devices = [owner, await server.device(owner), await server.device(owner)]
  const url = ({ credential }) => `ws://device:${credential}@127.0.0.1:${server.port}/sync`
  const group = []
  devices.forEach((device) => new Through(url(device), group))
  return { adapters: group }
}, "through the server")
