import type { LogPage, PracticeSet, Today, TodayBlock } from '@rebound/core'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'

import { ExamProvider, ReboundProvider } from '../src/core/rebound.tsx'
import LogSet from '../src/screens/today/LogSet.tsx'
import Running from '../src/screens/today/Running.tsx'
import { filledIn, missing, newBank, quickRights, withQuestions } from '../src/screens/today/set/form.ts'
import { laterToday, leadOf } from '../src/screens/today/task/lead.ts'
import { running, start, stop } from '../src/screens/today/task/timer.ts'
import { doubleOf } from './double.ts'
import { sheetOf } from './sheets.ts'

const last: PracticeSet = { exam: 'SY0-701', bank: 'bank-a', domain: '4', correct: 14, of: 20, minutes: 25, review_minutes: 25, conditions: 'timed', seen_before: 3 }
const resources: LogPage = {
  days: [{ date: '2026-03-01', rows: ['a', 'b'].map((key) => ({
    fact: { id: `r-${key}`, at: '2026-03-01T18:00:00Z', body: { resource: { resource: `bank-${key}`, name: `Bank ${key.toUpperCase()}`, family: 'bank' as const, offline: 'works' as const } } },
    kind: 'resource' as const, standing: 'counts' as const, odd: [],
  })) }],
  next: null,
}

afterEach(() => {
  cleanup()
  stop()
  localStorage.clear()
  location.hash = ''
})

/** Draws a screen on a device that knows the last set; counts what is tapped. */
function drawn(what: preact.ComponentChild, lastSet: PracticeSet | null = last, known: LogPage = resources) {
  const rebound = doubleOf({ examSheet: sheetOf([]), lastSet, logPage: known })
  render(<ReboundProvider value={rebound}><ExamProvider value="SY0-701">{what}</ExamProvider></ReboundProvider>)
  let taps = 0
  const tap = (element: HTMLElement): void => {
    taps += 1
    fireEvent.click(element)
  }
  return { rebound, tap, taps: () => taps }
}

test('the same as last time but the number right is two taps on the form', async () => {
  const { rebound, tap, taps } = drawn(<LogSet />)
  tap(await screen.findByLabelText('16 right'))
  tap(screen.getByRole('button', { name: 'Save 16 of 20' }))
  await waitFor(() => expect(rebound.recorded).toHaveLength(1))
  expect(rebound.recorded[0]).toEqual({ practice_set: { ...last, correct: 16, seen_before: 0 } })
  expect(taps()).toBe(2)
})

test('everything different stays below twelve taps, typing included', async () => {
  const { rebound, tap, taps } = drawn(<LogSet />)
  tap(await screen.findByText('Bank B'))
  tap(screen.getByLabelText(/^2 /))
  const field = screen.getByLabelText('Questions')
  tap(field)
  fireEvent.input(field, { target: { value: '10' } })
  tap(screen.getByLabelText('9 right'))
  tap(screen.getByLabelText('Relaxed'))
  tap(screen.getByLabelText('25 minutes answering, 10 looking at them'))
  tap(screen.getByRole('button', { name: 'Save 9 of 10' }))
  await waitFor(() => expect(rebound.recorded).toHaveLength(1))
  expect(rebound.recorded[0]).toEqual({
    practice_set: { exam: 'SY0-701', bank: 'bank-b', domain: '2', correct: 9, of: 10, minutes: 25, review_minutes: 10, conditions: 'relaxed', seen_before: 0 },
  })
  // Two digits on the keyboard, and the tap that opened the form.
  expect(taps() + 2 + 1).toBeLessThanOrEqual(12)
})

test('the first time, the bank is asked for by name, and what is missing is said beside its field', async () => {
  const { rebound, tap } = drawn(<LogSet />, null, { days: [], next: null })
  tap(await screen.findByRole('button', { name: /^Save/ }))
  expect(screen.getByText('Say where the questions are from.')).toBeTruthy()
  fireEvent.input(screen.getByLabelText('What it is called'), { target: { value: '<b>Banque É</b>' } })
  expect(screen.getByText('Choose a domain, or mixed.')).toBeTruthy()
  tap(screen.getByLabelText('mixed'))
  tap(screen.getByLabelText('12 right'))
  tap(screen.getByRole('button', { name: 'Save 12 of 20' }))
  await waitFor(() => expect(rebound.recorded).toHaveLength(2))
  expect(rebound.recorded[0]).toEqual({ resource: { resource: 'b-banque-e-b', name: '<b>Banque É</b>', family: 'bank', offline: 'works' } })
  expect(rebound.recorded[1]).toMatchObject({ practice_set: { bank: 'b-banque-e-b', domain: null, correct: 12, of: 20 } })
})

test('never more right than questions', () => {
  const form = filledIn(last, {})
  expect(withQuestions(form, 5).right).toBe(5)
  expect(quickRights(last, 5)).toEqual([0, 1, 2, 3, 4, 5])
  expect(quickRights(last, 20)).toEqual([11, 12, 13, 14, 15, 16, 17])
  expect(quickRights({ ...last, correct: 20 }, 20).at(-1)).toBe(20)
})

test('what was timed is filled in: half for answering, half for looking at them', () => {
  const form = filledIn(last, { minutes: '31', domain: '', bank: 'bank-b', questions: '12' })
  expect(form).toMatchObject({ minutes: 16, looking: 15, domain: '', bank: 'bank-b', questions: 12, right: 8 })
  expect(filledIn(last, { minutes: '12; drop' }).minutes).toBe(25)
  expect(missing(filledIn(null, {}))).toBe('bank')
})

test('a bank whose name has no letter of ours gets a key all the same, and no key twice', () => {
  const first = newBank('مصرف', true, [])
  expect(first.resource).toBe('bank')
  expect(newBank('🙂', false, [first]).resource).toBe('bank-2')
})

test('done is one tap for study', async () => {
  start({ exam: 'SY0-701', kind: 'study', what: 'Order of incident response', domain: '4', resource: null, questions: null, minutes: 25 })
  const { rebound, tap } = drawn(<Running />)
  tap(await screen.findByRole('button', { name: 'Done' }))
  await waitFor(() => expect(running.now).toBeUndefined())
  expect(rebound.recorded).toEqual([{ study_session: { exam: 'SY0-701', domain: '4', minutes: 1, activity: 'reading', resource: null } }])
})

test('for questions, done opens the form, and the time runs on until it is saved', async () => {
  start({ exam: 'SY0-701', kind: 'targeted_set', what: '12 questions', domain: '4', resource: 'bank-a', questions: 12, minutes: 30 })
  const { tap } = drawn(<Running />)
  tap(await screen.findByRole('button', { name: 'Done' }))
  expect(location.hash).toBe('#/set?minutes=1&domain=4&bank=bank-a&questions=12')
  expect(running.now).toBeDefined()
})

test('left running overnight, it asks once how long it was', async () => {
  start({ exam: 'SY0-701', kind: 'study', what: 'Order of incident response', domain: '4', resource: null, questions: null, minutes: 25 })
  running.set(running.now && { ...running.now, passedMs: 9 * 3_600_000 })
  const { rebound, tap } = drawn(<Running />)
  fireEvent.input(await screen.findByLabelText('Minutes'), { target: { value: '40' } })
  tap(screen.getByRole('button', { name: 'Done' }))
  await waitFor(() => expect(rebound.recorded).toHaveLength(1))
  expect(rebound.recorded[0]).toMatchObject({ study_session: { minutes: 40 } })
})

const block = (start_minute: number, state: TodayBlock['state'], some: Partial<TodayBlock> = {}): TodayBlock => ({
  date: '2026-03-09', start_minute, minutes: 25, place: 'commute', kind: 'study', what: 'Reading', domain: '4', resource: null,
  offline: 'works', questions: null, reasons: [], done: 0, state, ...some,
})
const day = (some: Partial<Today>): Today => ({
  date: '2026-03-09', exam_day: { none: { reason: 'no date' } }, days_left: null, now: null, next: null, blocks: [], instead: [],
  first_task: null, changed: null, eve: null, advice: [], ...some,
})

test('what leads a day: now, later, over, free, the eve, the exam', () => {
  const now = block(455, 'begun')
  const later = block(1060, 'to_come', { place: 'desk' })
  const check = (some: Partial<Today>, kind: string): void => expect(leadOf(day(some)).kind).toBe(kind)
  check({ now, next: later, blocks: [now, later] }, 'now')
  check({ next: later, blocks: [block(455, 'over'), later] }, 'later')
  check({ blocks: [block(455, 'done')] }, 'over')
  check({ next: block(455, 'to_come', { date: '2026-03-10' }) }, 'free')
  check({ eve: { date: '2026-03-09', checklist: [], light_review: 20 }, now, blocks: [now] }, 'eve')
  check({ exam_day: { fixed: { date: '2026-03-09' } } }, 'exam')
  expect(laterToday(day({ now, next: later, blocks: [now, later] }))).toEqual([later])
})
