import type { ExamSheet } from '@rebound/core'

import { plain, readNumber } from '../../../language/number.ts'
import { kindOf, levelsOf, OBJECTIVES_ASSUMED, type Entry, type ReportDraft } from './reportDraft.ts'

/** The longest text that is read; a report has a few thousand characters. */
export const PASTED_CHARS = 20_000

const NUMBER = String.raw`\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?`

/** What a pasted report says, as far as it is understood: an empty object where nothing is. */
export function readPasted(text: string, draft: ReportDraft, sheet: ExamSheet): Partial<ReportDraft> {
  const lines = plain(text.slice(0, PASTED_CHARS)).split(/[\r\n]+/).map((line) => line.replace(/ +/g, ' ').trim())
  const whole = lines.join('\n')
  const score = first(whole, [`(?:your|overall|total|scaled|candidate)? ?(?:score|result|punktzahl|ergebnis)[^\\d\\n]{0,40}(${NUMBER})`])
  const mark = first(whole, [`(?:passing score|pass(?:ing)? mark|minimum(?: passing)? score|required|needed|mindestpunktzahl)[^\\d\\n]{0,40}(${NUMBER})`])
  const entries = entriesOf(lines, draft, sheet)
  const isOnScale = (found: string | undefined): found is string => {
    const [value, { scale }] = [found === undefined ? undefined : readNumber(found), sheet.exam]
    return value !== undefined && (!scale || (value >= scale.min && value <= scale.max))
  }
  const isOwnMark = isOnScale(mark) && readNumber(mark) !== sheet.exam.pass_mark
  return {
    ...(isOnScale(score) && score !== mark && { score }),
    ...(isOwnMark && { mark }),
    ...(Object.keys(entries).length > 0 && { entries: { ...draft.entries, ...entries }, isTotalOnly: false }),
  }
}

function first(text: string, patterns: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    // A pass mark is a score too: lines that speak of one are not where the score is.
    for (const line of text.split('\n')) {
      const isMark = /pass(?:ing)? (?:score|mark)|minimum|required|mindest/i.test(line)
      if (isMark === pattern.startsWith('(?:passing')) {
        const found = new RegExp(pattern, 'i').exec(line)
        if (found?.[1]) return found[1]
      }
    }
  }
  return undefined
}

function entriesOf(lines: readonly string[], draft: ReportDraft, sheet: ExamSheet): Record<string, Entry> {
  const kind = kindOf(draft, sheet)
  const { domains } = sheet.exam
  if (kind === 'missed_objectives') {
    return Object.fromEntries(domains.flatMap(({ id, objectives }) => {
      const listed = new Set(lines.flatMap((line) => [...line.matchAll(/(?<![\d.,])(\d{1,2})[.,](\d{1,2})(?![\d.,]*\d)(?!\s*%)/g)])
        .filter((found) => found[1] === id).map((found) => `${id}.${Number(found[2])}`))
      const missed = [...listed].filter((one) => objectives.length === 0 || objectives.includes(one))
      if (missed.length === 0) return []
      const highest = Math.max(...missed.map((one) => Number(one.split('.')[1])))
      return [[id, { ...draft.entries[id], missed, of: Math.max(highest, draft.entries[id]?.of ?? OBJECTIVES_ASSUMED) }]]
    }))
  }
  return Object.fromEntries(domains.flatMap(({ id, name }) => {
    const at = lines.findIndex((line) => mentions(line, name))
    if (at < 0) return []
    // The value stands behind the name or on the next line, and before the next domain.
    const rest = [lines[at] ?? '', ...(domains.some((other) => mentions(lines[at + 1] ?? '', other.name)) ? [] : [lines[at + 1] ?? ''])].join(' ')
    const entry = entryIn(rest.slice(rest.toLowerCase().indexOf(name.toLowerCase()) + name.length), kind, sheet)
    return entry ? [[id, entry]] : []
  }))
}

function entryIn(rest: string, kind: ReturnType<typeof kindOf>, sheet: ExamSheet): Entry | undefined {
  if (kind === 'percent' || kind === 'scaled') {
    const found = new RegExp(kind === 'percent' ? `(${NUMBER}) ?%` : `(${NUMBER})`).exec(rest) ?? new RegExp(`(${NUMBER})`).exec(rest)
    return found?.[1] ? { low: found[1] } : undefined
  }
  if (kind === 'band') {
    const level = levelsOf(sheet).findIndex((name) => rest.toLowerCase().includes(name))
    return level < 0 ? undefined : { level: level + 1 }
  }
  return undefined
}

function mentions(line: string, name: string): boolean {
  return line.toLowerCase().includes(name.toLowerCase())
}
