// Our server as a process with a data folder of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program =
  process.env.REBOUND_SERVER ?? fileURLToPath(new URL('../../../target/debug/rebound-sync-server', import.meta.url))

export class Server {
  /** A server that lets in the pages of `origin`. */
  static async start(origin) {
    const server = new Server()
    server.folder = await mkdtemp(join(tmpdir(), 'rebound-server-'))
    server.port = await freePort()
    server.url = `http://127.0.0.1:${server.port}`
    server.words = ['serve', '--listen', `127.0.0.1:${server.port}`, '--data', join(server.folder, 'data'), '--origin', origin]
    await server.resume()
    return server
  }

  async resume() {
    this.child = spawn(program, this.words, { stdio: ['ignore', 'ignore', 'inherit'] })
    await new Promise((resolve, reject) => {
      this.child.once('exit', code => reject(new Error(`the server ended: ${code}`)))
      const look = () => {
        const socket = connect(this.port, '127.0.0.1', () => { socket.destroy(); resolve() })
        socket.on('error', () => setTimeout(look, 20))
      }
      look()
    })
  }

  async stop() {
    const ended = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await ended
  }

  async close() {
    await this.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
