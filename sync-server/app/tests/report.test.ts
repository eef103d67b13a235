import type { Evidence, EvidenceKind } from '@rebound/core'
import { expect, test } from 'vitest'

import { readPasted } from '../src/screens/start/report/pasted.ts'
import { attemptOf, draftOf, emptyDraft, objectivesOf, problemsOf, type Entry, type ReportDraft } from '../src/screens/start/report/reportDraft.ts'
import { sheetOf } from './sheets.ts'

const TODAY = '2026-03-01'
const draft = (some: Partial<ReportDraft> = {}): ReportDraft => ({ ...emptyDraft(TODAY), ...some })
const bands = { levels: ['needs improvement', 'meets competencies'] }

const forms: readonly [EvidenceKind, Entry, Evidence][] = [
  ['missed_objectives', { missed: ['1.2', '1.4'], of: 4 }, { missed_objectives: { objectives: ['1.2', '1.4'], of: 4 } }],
  ['percent', { low: ' 66,7 % ' }, { percent: 66.7 }],
  ['scaled', { low: '150' }, { scaled: 150 }],
  ['bar', { low: '25', high: '50' }, { bar: { low: 25, high: 50 } }],
  ['bar', { high: '40' }, { bar: { low: 0, high: 40 } }],
  ['band', { level: 2 }, { band: { level: 2, of: 2 } }],
  ['rank', { level: 1 }, { rank: { position: 1, of: 3 } }],
  ['self_rating', { level: 5 }, { self_rating: 5 }],
]

test.each(forms)('a report with %s is recorded as it is printed, and comes back into the form', (kind, entry, evidence) => {
  const sheet = sheetOf([kind], {}, bands)
  const attempt = attemptOf(draft({ score: '684', entries: { 1: entry } }), sheet, 'Europe/Berlin')
  expect(attempt).toEqual({
    exam: 'SY0-701', sat_on: TODAY, zone: 'Europe/Berlin', outcome: 'fail',
    report: { overall: 684, domains: [{ domain: '1', evidence }] },
  })
  const again = draftOf(attempt)
  expect(problemsOf(again, sheet, TODAY)).toEqual({})
  expect(attemptOf(again, sheet, 'Asia/Tokyo', attempt)).toEqual(attempt)
})

test('what was not touched is not recorded, and a total alone is a report', () => {
  const sheet = sheetOf(['missed_objectives'])
  expect(attemptOf(draft({ score: '684', isTotalOnly: true, entries: { 1: { missed: ['1.1'] } } }), sheet, 'UTC').report).toEqual({ overall: 684 })
  expect(attemptOf(draft(), sheet, 'UTC').report).toBeNull()
})

test('a correction keeps what the form does not ask for', () => {
  const sheet = sheetOf(['percent'])
  const earlier = { ...attemptOf(draft({ score: '684' }), sheet, 'America/Chicago'), ended_minute: 975, language: 'Japanese', conditions: { distress: 6 } }
  const corrected = attemptOf({ ...draftOf(earlier), score: '694' }, sheet, 'UTC', earlier)
  expect(corrected).toEqual({ ...earlier, report: { overall: 694 } })
})

test('six objectives are assumed until somebody says how many there are', () => {
  const [domain] = sheetOf(['missed_objectives']).exam.domains
  if (!domain) throw new Error('no domain')
  expect(objectivesOf(domain, undefined)).toHaveLength(6)
  expect(objectivesOf(domain, { of: 2 })).toEqual(['1.1', '1.2'])
  expect(objectivesOf(domain, { of: 2, missed: ['1.5'] })).toEqual(['1.1', '1.2', '1.5'])
  expect(objectivesOf({ ...domain, objectives: ['1.A'] }, { of: 9 })).toEqual(['1.A'])
})

const problems: readonly [string, Partial<ReportDraft>, string, string][] = [
  ['a score off the scale', { score: '6840' }, 'score', 'off_scale'],
  ['a score that is no number', { score: 'six' }, 'score', 'no_number'],
  ['a date to come', { satOn: '2026-03-02' }, 'satOn', 'to_come'],
  ['no date', { satOn: '' }, 'satOn', 'no_date'],
  ['a date that the calendar does not have', { satOn: '2026-13-40' }, 'satOn', 'no_date'],
  ['a retake on the day itself', { retakeOn: TODAY }, 'retakeOn', 'not_after'],
  ['more than all', { entries: { 2: { low: '101' } } }, '2', 'off_scale'],
]

test.each(problems)('%s is told at its field', (_, some, field, kind) => {
  expect(problemsOf(draft(some), sheetOf(['percent']), TODAY)[field]?.kind).toBe(kind)
})

test('the ends of a bar in the wrong order are told', () => {
  expect(problemsOf(draft({ entries: { 1: { low: '60', high: '40' } } }), sheetOf(['bar']), TODAY)['1']?.kind).toBe('ends_swapped')
})

test.each([
  [{ score: '760' }, 'reaches'],
  [{ score: '760', mark: '800' }, undefined],
  [{ score: '684', outcome: 'pass' }, 'does_not_reach'],
  [{ score: '684' }, undefined],
] as const)('%j: the numbers and the result are held against each other', (some, kind) => {
  expect(problemsOf(draft(some), sheetOf(['percent']), TODAY).score?.kind).toBe(kind)
})

test('a pasted report is read in spite of odd spaces and decimal commas', () => {
  const text = 'Candidate Score:\u00a0\u00a0684\r\nPassing Score: 750\r\n\tThreats \u2003 66,7\u202f%\nOperations\n  71.25 %\n'
  expect(readPasted(text, draft(), sheetOf(['percent']))).toEqual({
    score: '684', isTotalOnly: false, entries: { 2: { low: '66,7' }, 3: { low: '71.25' } },
  })
})

test('pasted objectives are found wherever they stand, each once', () => {
  const text = 'Your score 684\nTested objectives you missed: 1.2 Compare controls, 1,4; 2.3 and 2.3, 3.11 and 9.1. Version 3.0.1 of 12.5 %'
  expect(readPasted(text, draft(), sheetOf(['missed_objectives'])).entries).toEqual({
    1: { missed: ['1.2', '1.4'], of: 6 },
    2: { missed: ['2.3'], of: 6 },
    3: { missed: ['3.11'], of: 11 },
  })
})

test('pasted levels are those of the vendor', () => {
  const found = readPasted('General Concepts: Meets competencies\nThreats - NEEDS IMPROVEMENT', draft(), sheetOf(['band'], {}, bands))
  expect(found.entries).toEqual({ 1: { level: 2 }, 2: { level: 1 } })
})

test('a mark of its own is taken, the published one is not repeated', () => {
  expect(readPasted('Score 684\nPassing score 760', draft(), sheetOf(['percent'])).mark).toBe('760')
  expect(readPasted('Score 684\nPassing score 750', draft(), sheetOf(['percent'])).mark).toBeUndefined()
})

test.each(['', '😀😀', '<script>alert(1)</script>', 'The year 2026 was good', '\u202eScore'.repeat(3), 'x'.repeat(10_000), 'Score: 6840'])('nothing is made of %j', (text) => {
  expect(readPasted(text, draft(), sheetOf(['percent']))).toEqual({})
})
