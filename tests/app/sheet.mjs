// Every screen on a phone and on a desk, in light and dark, and all of them on one sheet: `npm run sheet -- FOLDER`.

import { mkdir, writeFile } from "node:fs/promises"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

import { DESK, PHONE, bringHistory, browse, go, screens, serve, shown, visit } from "./harness.mjs"

const FOLDER = process.argv[2] ?? fileURLToPath(new URL("../../target/screens", import.meta.url))

const ends = []
const run = { after: (end) => ends.unshift(end) }
const pictures = []
try {
  await mkdir(FOLDER, { recursive: true })
  const { address } = await serve(run)
  const browser = await browse(run)
  for (const [width, viewport] of [["phone", PHONE], ["desk", DESK]]) {
    for (const colorScheme of ["light", "dark"]) {
      const { context, page } = await visit(browser, address, { viewport, colorScheme, reducedMotion: "reduce" })
      await shown(page)
      await bringHistory(page)
      for (const screen of await screens()) {
        await go(page, screen.address)
        const name = `${screen.name}-${width}-${colorScheme}.png`
        await page.screenshot({ path: path.join(FOLDER, name) })
        pictures.push(name)
      }
      await context.close()
    }
  }
  const figures = pictures.sort().map((name) => `<figure><img src="${name}" height="420"><figcaption>${name}</figcaption></figure>`)
  const sheet = path.join(FOLDER, "sheet.html")
  const style = "body { display: flex; flex-wrap: wrap; gap: 1rem; font: 12px sans-serif; background: #888 } figure { margin: 0 }"
  await writeFile(sheet, `<!doctype html><title>All screens</title><style>${style}</style>${figures.join("\n")}`)
  const page = await browser.newPage({ viewport: { width: 1800, height: 1000 } })
  await page.goto(pathToFileURL(sheet).href)
  await page.screenshot({ path: path.join(FOLDER, "sheet.png"), fullPage: true })
  console.log(`${pictures.length} pictures: ${path.join(FOLDER, "sheet.png")}`)
} finally {
  for (const end of ends) await end()
}
