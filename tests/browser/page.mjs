// What runs in the browser: it reads a document, writes into it, follows it, and says what happens to it.

import { shown } from "./sockets.mjs"

import { Repo } from "@automerge/automerge-repo"
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket"

const tell = (told) => fetch("/told", { method: "POST", body: JSON.stringify(told) })

const task = await (await fetch("/task")).json()

/** Asks for a ticket before each socket: it is good for one. */
class TicketAdapter extends WebSocketClientAdapter {
  async connect(...peer) {
    const headers = { authorization: `Bearer ${task.credential}` }
    const answer = await fetch(`http://${task.server}/v1/tickets`, { method: "POST", headers })
    if (!answer.ok) return tell({ refused: answer.status })
    shown.ticket = (await answer.json()).ticket
    super.connect(...peer)
  }
}

const adapter = new TicketAdapter(`ws://${task.server}/sync`, 100)
adapter.on("peer-disconnected", () => tell({ ended: true }))
const repo = new Repo({ network: [adapter] })
try {
  const handle = await repo.find(task.url)
  await tell({ read: handle.doc() })
  handle.on("change", ({ doc }) => tell({ read: doc }))
  handle.change((doc) => (doc.page = "written in the page"))
} catch (error) {
  await tell({ failed: String(error) })
}
