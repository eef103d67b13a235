import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Plugin } from 'vite'

const SERVICE_WORKER = 'service-worker.js'

/** Writes into the service worker what it has to keep: every file of this build, and one name for all of them. */
export function precache(publicFolder: string): Plugin {
  return {
    name: 'rebound-precache',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[SERVICE_WORKER]
        if (worker?.type !== 'chunk') throw new Error(`${SERVICE_WORKER} was not built`)
        const built = Object.values(bundle)
          .filter(({ fileName }) => fileName !== SERVICE_WORKER && !fileName.endsWith('.map'))
          .map((file) => ({ name: file.fileName, content: file.type === 'chunk' ? file.code : file.source }))
        const kept = readdirSync(publicFolder).map((name) => ({ name, content: readFileSync(join(publicFolder, name)) }))
        const files = [...built, ...kept].sort((a, b) => (a.name < b.name ? -1 : 1))
        const hash = createHash('sha256').update(worker.code)
        for (const { name, content } of files) hash.update(name).update(content)
        worker.code = worker.code
          .replace('__FILES__', JSON.stringify(files.map(({ name }) => name)))
          .replace('__VERSION__', JSON.stringify(hash.digest('hex').slice(0, 16)))
      },
    },
  }
}
