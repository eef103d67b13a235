// The compact form of facts as docs/design/documents.md describes it: its tables are what is read here.

const FIELD = /^`(\w+)`(?: (list of )?(\w+))?$/

/** The value without keys that hold nothing: null, or an empty list. */
export function withoutNothing(value) {
  if (Array.isArray(value)) return value.map(withoutNothing)
  if (value === null || typeof value !== "object") return value
  const kept = Object.entries(value).filter(([, held]) => held !== null && held.length !== 0)
  return Object.fromEntries(kept.map(([key, held]) => [key, withoutNothing(held)]))
}

export class CompactForm {
  #kinds
  #types

  constructor(page) {
    const rows = (heading) => table(page, heading)
    const fields = (cell) => cell.split(", ").map((field) => FIELD.exec(field).slice(1))
    this.#kinds = rows("kind | key in the open form").map(([, key, cell]) => [key.slice(1, -1), fields(cell)])
    const evidence = rows("number | evidence").map(([, key, cell]) => [key, fields(cell)])
    this.#types = {
      day: (days) => new Date(days * 86_400_000).toISOString().slice(0, 10),
      hundredths: (count) => count / 100,
      evidence: ([number, values]) => this.#variant(evidence[number], values),
    }
    for (const [name, cell] of rows("array")) this.#types[name] = (values) => this.#record(fields(cell), values)
    for (const [name, words] of rows("choice")) this.#types[name] = (place) => words.split(", ")[place]
  }

  /** The body of a fact in the open form. */
  body(kind, values) {
    const [key, fields] = this.#kinds[kind]
    return { [key]: this.#record(fields, values) }
  }

  #record(fields, values) {
    return Object.fromEntries(fields.map(([name, list, type], index) => [name, this.#value(list, type, values[index])]))
  }

  #variant([key, fields], values) {
    const record = this.#record(fields, values)
    return { [key]: "value" in record ? record.value : record }
  }

  #value(list, type, value) {
    if (value === null || value === undefined) return null
    if (type === undefined) return value
    return list ? value.map(this.#types[type]) : this.#types[type](value)
  }
}

/** The cells of the rows of the table whose heading begins so. */
function table(page, heading) {
  const rows = page.split("\n")
  const first = rows.findIndex((row) => row.startsWith(`| ${heading} |`)) + 2
  const length = rows.slice(first).findIndex((row) => !row.startsWith("|"))
  return rows.slice(first, first + length).map((row) => row.slice(2, -2).split(" | "))
}
