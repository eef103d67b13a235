// The TypeScript types of the core: an app compiles against them, and what the core writes has just their keys.

import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { test } from "node:test"
import { fileURLToPath } from "node:url"

import { PROGRAMS } from "./harness.mjs"

const CORE_TESTS = fileURLToPath(new URL("../../core/tests/", import.meta.url))
const COMPILER = fileURLToPath(new URL("node_modules/.bin/tsc", import.meta.url))
const STRICT = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--types", "", "--target", "es2022"]

/** Runs an example of the core. */
function example(name, ...words) {
  const run = spawnSync(path.join(PROGRAMS, "examples", name), words, { encoding: "utf8", maxBuffer: 1e8 })
  assert.equal(run.error, undefined)
  return run
}

/** What the compiler says about these files, beside the declarations; nothing if all is well. */
function compiled(t, files) {
  const folder = mkdtempSync(path.join(tmpdir(), "rebound-types-"))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(path.join(folder, "rebound.d.ts"), example("typescript").stdout)
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text)
  const run = spawnSync(COMPILER, [...STRICT, ...Object.keys(files)], { cwd: folder, encoding: "utf8" })
  return run.stdout
}

/** A value as the compiler looks at it: a literal with one key too many, or too few, is not of its type. */
function literal(name, value, type = name) {
  return `import type { ${name} } from "./rebound"\nexport const value: ${type} = ${JSON.stringify(value, null, 1)}\n`
}

/** A fact of every kind, with all its fields and with as few as may be. */
function facts() {
  const lines = readFileSync(path.join(CORE_TESTS, "golden/facts.v1.jsonl"), "utf8").trim().split("\n")
  return lines.map((line) => JSON.parse(line).fact)
}

/** What follows from the records of every case, or its page; those that hold a mistake are refused. */
function answers(...flags) {
  const folder = path.join(CORE_TESTS, "cases")
  const derive = (name) => example("derive", path.join(folder, name), "--now", "2026-04-02T12:00:00Z", ...flags)
  const derived = readdirSync(folder).map(derive).filter((run) => run.status === 0)
  assert(derived.length > 30, `${derived.length} cases`)
  return derived.map((run) => JSON.parse(run.stdout))
}

test("an app compiles against the types", (t) => {
  const app = readFileSync(new URL("app.ts", import.meta.url), "utf8")
  assert.equal(compiled(t, { "app.ts": app }), "")
})

test("facts of every kind are of their type, and so are every answer and its page", (t) => {
  const files = { "facts.ts": literal("Fact", facts(), "Fact[]") }
  answers().forEach((answer, at) => (files[`answer${at}.ts`] = literal("Derivation", answer)))
  files["pages.ts"] = literal("Page", answers("--page"), "Page[]")
  assert.equal(compiled(t, files), "")
})

test("every exam of the catalogue is of its type, and so is every report form", (t) => {
  const { exams, report_forms: forms } = JSON.parse(example("exams", "--json").stdout)
  const files = {
    "exams.ts": literal("CatalogueEntry", exams, "CatalogueEntry[]"),
    "forms.ts": literal("ReportForm", forms, "ReportForm[]"),
  }
  assert.equal(compiled(t, files), "")
})

test("a key that the core does not write, and one that it leaves out, are told", (t) => {
  const [answer] = answers()
  const { summary, ...less } = answer
  const said = compiled(t, {
    "more.ts": literal("Derivation", { ...answer, headline: [] }),
    "less.ts": literal("Derivation", less),
  })
  assert.match(said, /more\.ts.*TS2353.*'"headline"'/)
  assert.match(said, /less\.ts.*TS2741.*'summary'/)
})
