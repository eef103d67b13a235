import type { FactKind } from '@rebound/core'

/** The largest file that is looked at: some ten times what years of study take. */
export const FILE_BYTES_MAX = 25 * 1024 * 1024
const FORMAT = 'rebound-facts'
const VERSION = 1

/** What a file holds, before anything of it is taken over. */
export type Preview =
  | { kind: 'facts'; count: number; kinds: [FactKind, number][]; first: string; last: string }
  | { kind: 'none' }
  | { kind: 'large'; megabytes: number }
  /** No JSON: from which line on, where the browser says it. */
  | { kind: 'broken'; line: number | undefined; column: number | undefined }
  /** Something else. */
  | { kind: 'foreign' }
  | { kind: 'newer'; version: number }

/** Whether a file is small enough to be read at all. */
export function tooLarge({ size }: { size: number }): Preview | undefined {
  return size > FILE_BYTES_MAX ? { kind: 'large', megabytes: Math.round(size / 1024 / 1024) } : undefined
}

export function previewOf(text: string): Preview {
  let read: unknown
  try {
    read = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    return { kind: 'broken', ...placeOf(String(error), text) }
  }
  if (typeof read !== 'object' || read === null) return { kind: 'foreign' }
  const { format, version, facts } = read as Record<string, unknown>
  if (format !== FORMAT || !Array.isArray(facts)) return { kind: 'foreign' }
  if (typeof version === 'number' && version > VERSION) return { kind: 'newer', version }
  if (facts.length === 0) return { kind: 'none' }
  const kinds = new Map<FactKind, number>()
  const days: string[] = []
  for (const fact of facts as { at?: unknown; body?: unknown }[]) {
    const kind = typeof fact?.body === 'object' && fact.body !== null ? (Object.keys(fact.body)[0] as FactKind | undefined) : undefined
    if (kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    if (typeof fact?.at === 'string' && /^\d{4}-\d{2}-\d{2}/.test(fact.at)) days.push(fact.at.slice(0, 10))
  }
  days.sort()
  return { kind: 'facts', count: facts.length, kinds: [...kinds].sort((a, b) => b[1] - a[1]), first: days[0] ?? '', last: days.at(-1) ?? '' }
}

/** Where the text stops being JSON, as far as the browser's message tells. */
function placeOf(message: string, text: string): { line: number | undefined; column: number | undefined } {
  const [, line, column] = /line (\d+),? column (\d+)/.exec(message) ?? []
  if (line && column) return { line: Number(line), column: Number(column) }
  const [, position] = /position (\d+)/.exec(message) ?? []
  const before = position ? text.slice(0, Number(position)) : undefined
  if (before === undefined) return { line: undefined, column: undefined }
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
}
