import type { Availability, FactBody, LogPage, PlanDay, Slot } from '@rebound/core'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { afterEach, beforeAll, expect, test } from 'vitest'

import { ReboundProvider } from '../src/core/rebound.tsx'
import { mockExamsOf, weeksOf } from '../src/screens/plan/days/weeks.ts'
import MyWeek from '../src/screens/plan/MyWeek.tsx'
import { daysOfTrip, differentDays, isTaken, mondayOf, moved, readTime, slotOf, slotsOn, timeText } from '../src/screens/plan/week/slots.ts'
import { doubleOf } from './double.ts'

const train: Slot = { start_minute: 455, minutes: 25, place: 'commute' }
const desk: Slot = { start_minute: 1060, minutes: 60, place: 'desk' }
const week: Availability = { slots: [{ weekday: 'mon', slot: desk }, { weekday: 'mon', slot: train }, { weekday: 'tue', slot: train }], weekly_cap: null }

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
})
afterEach(cleanup)

function page(...bodies: FactBody[]): LogPage {
  const rows = bodies.map((body, at) => ({ fact: { id: `f${at}`, at: '2026-03-01T18:00:00Z', body }, kind: 'day_exception' as const, standing: 'counts' as const, odd: [] }))
  return { days: [{ date: '2026-03-01', rows }], next: null }
}

test('a date has the slots of its weekday unless it has its own', () => {
  expect(slotsOn('2026-03-09', week, [])).toEqual([train, desk])
  expect(slotsOn('2026-03-09', week, [{ date: '2026-03-09', slots: [] }])).toEqual([])
  expect(slotsOn('2026-03-11', week, [])).toEqual([])
  expect(slotsOn('2026-03-09', null, [])).toEqual([])
})

test('the latest word on a date holds, and a date that is over is left out', () => {
  const known = differentDays(
    page({ day_exception: { date: '2026-03-21', slots: [train] } }, { day_exception: { date: '2026-03-21', slots: [] } }, { day_exception: { date: '2026-02-01', slots: [] } }),
    '2026-03-09',
  )
  expect(known).toEqual([{ date: '2026-03-21', slots: [train], fact: 'f0' }])
})

test('a slot that moves keeps its time of day, and both dates are told', () => {
  const [from, to] = moved(train, { date: '2026-03-09', slots: [train, desk] }, { date: '2026-03-11', slots: [desk] })
  expect(from).toEqual({ date: '2026-03-09', slots: [desk] })
  expect(to).toEqual({ date: '2026-03-11', slots: [train, desk] })
  expect(isTaken(train, [desk])).toBe(false)
  expect(isTaken(train, [{ ...train, start_minute: 470 }])).toBe(true)
  expect(slotOf(1080, [train, desk])).toBe(desk)
})

test('a trip has both of its ends, over the end of a month and the change of the clocks', () => {
  expect(daysOfTrip('2026-03-28', '2026-03-30')).toEqual(['2026-03-28', '2026-03-29', '2026-03-30'])
  expect(daysOfTrip('2028-02-28', '2028-03-01')).toHaveLength(3)
  expect(daysOfTrip('2026-03-30', '2026-03-28')).toBeUndefined()
  expect(daysOfTrip('2026-01-01', '2027-01-01')).toBeUndefined()
  expect(daysOfTrip('', '2026-03-28')).toBeUndefined()
})

test('times of day are read as a field has them', () => {
  expect(readTime('07:35')).toBe(455)
  expect(readTime('')).toBeUndefined()
  expect(timeText(455)).toBe('07:35')
})

test('weeks go from Monday to Sunday without a gap, and mock exams are told apart', () => {
  const block = { start_minute: 555, minutes: 165, review_minutes: 75, place: 'long', domain: null, resource: null, topic: null, questions: null, code: 'x', reasons: [] } as const
  const days: PlanDay[] = [
    { date: '2026-03-09', phase: 'deep_work', blocks: [{ ...block, kind: 'study', reasons: [] }] },
    { date: '2026-03-28', phase: 'mock_exams', blocks: [{ ...block, kind: 'mock_exam', reasons: [] }] },
  ]
  const weeks = weeksOf({ today: '2026-03-11', days })
  expect(weeks.map(({ monday, minutes, mockExams }) => [monday, minutes, mockExams])).toEqual([['2026-03-09', 165, 0], ['2026-03-16', 0, 0], ['2026-03-23', 165, 1]])
  expect(mockExamsOf({ days })).toEqual([{ date: '2026-03-28', startMinute: 555, minutes: 165, review: 75 }])
  expect(mondayOf('2026-03-15')).toBe('2026-03-09')
})

test('a time is added on several days at once, beside those that are there', async () => {
  const rebound = doubleOf({ week, logPage: page() })
  render(<ReboundProvider value={rebound}><MyWeek /></ReboundProvider>)
  fireEvent.click(await screen.findByRole('button', { name: 'Add a time' }))
  fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }))
  expect(screen.getByText('Choose at least one day.')).toBeTruthy()
  fireEvent.click(screen.getByLabelText('Wednesday'))
  fireEvent.click(screen.getByLabelText('Thursday'))
  fireEvent.input(screen.getByLabelText('From'), { target: { value: '06:50' } })
  fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }))
  await waitFor(() => expect(rebound.recorded).toHaveLength(1))
  const added = { start_minute: 410, minutes: 30, place: 'desk' }
  expect(rebound.recorded[0]).toEqual({ availability: { slots: [...week.slots, { weekday: 'wed', slot: added }, { weekday: 'thu', slot: added }], weekly_cap: null } })
})
