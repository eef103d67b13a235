import { afterEach, expect, test, vi } from 'vitest'

import { isLeftOn, minutesOf, onward, running, start, stop, tick, type Clocks, type Running, type Task } from '../src/screens/today/task/timer.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const task: Task = { exam: 'SY0-701', kind: 'study', what: 'Order of incident response', domain: '4', resource: null, questions: null, minutes: 25 }
const begun: Running = { task, passedMs: 0, seen: { wall: Date.parse('2026-03-09T07:35:00Z'), steady: 1_000, page: 1 } }
const later = (wall: number, steady: number, page = 1): Clocks => ({ wall: begun.seen.wall + wall, steady: begun.seen.steady + steady, page })

afterEach(() => {
  stop()
  vi.useRealTimers()
})

function check(now: Clocks, minutes: number): void {
  expect(onward(begun, now).passedMs).toBe(minutes * MINUTE)
}

test('both clocks agree while the page is open', () => check(later(11 * MINUTE, 11 * MINUTE), 11))

test('a device that sleeps stops the steady clock, and the time counts', () => check(later(25 * MINUTE, 2 * MINUTE), 25))

test('the tab was ended and opened again: the wall clock knows', () => check({ ...later(20 * MINUTE, 0), steady: 5, page: 2 }, 20))

test('a clock that was set back a day takes nothing away', () => check(later(12 * MINUTE - DAY, 12 * MINUTE), 12))

test('set back while the tab was closed, nothing is known of the time between, and what was counted stays', () => {
  const half = onward(begun, later(10 * MINUTE, 10 * MINUTE))
  expect(onward(half, { wall: begun.seen.wall - DAY, steady: 0, page: 2 }).passedMs).toBe(10 * MINUTE)
})

test('midnight, another zone and the change to summer time are no time at all', () => {
  const eve: Running = { ...begun, seen: { ...begun.seen, wall: Date.parse('2026-03-28T23:50:00+01:00') } }
  const after: Clocks = { ...eve.seen, wall: Date.parse('2026-03-29T03:10:00+02:00') }
  expect(onward(eve, after).passedMs).toBe(140 * MINUTE)
  const flight: Clocks = { ...eve.seen, wall: Date.parse('2026-03-28T18:10:00-05:00') }
  expect(onward(eve, flight).passedMs).toBe(20 * MINUTE)
})

test('looking twice counts once', () => {
  const once = onward(begun, later(5 * MINUTE, 5 * MINUTE))
  expect(onward(once, later(5 * MINUTE, 5 * MINUTE)).passedMs).toBe(5 * MINUTE)
})

test('so much is recorded: whole minutes, one at least', () => {
  expect(minutesOf({ ...begun, passedMs: 4_000 })).toBe(1)
  expect(minutesOf({ ...begun, passedMs: 11.6 * MINUTE })).toBe(12)
})

test('three hours on a short task were left running, and a mock exam of three hours was not', () => {
  const nightly = { ...begun, passedMs: 9 * 60 * MINUTE }
  expect(isLeftOn(nightly)).toBe(true)
  expect(isLeftOn({ ...begun, passedMs: 170 * MINUTE })).toBe(false)
  expect(isLeftOn({ task: { ...task, minutes: 180 }, seen: begun.seen, passedMs: 200 * MINUTE })).toBe(false)
})

test('what runs is kept for the next tab, and forgotten when it is done', () => {
  vi.useFakeTimers({ now: begun.seen.wall })
  start(task)
  vi.advanceTimersByTime(11 * MINUTE)
  tick()
  expect(running.now && minutesOf(running.now)).toBe(11)
  const kept = JSON.parse(localStorage.getItem('rebound.running') ?? 'null') as Running
  expect(kept.passedMs).toBe(11 * MINUTE)
  stop()
  expect(localStorage.getItem('rebound.running')).toBeNull()
})
