import type { TodayBlock } from '@rebound/core'

import { valueOf } from '../../../core/value.ts'
import { forget, keep, readKept } from '../../../settings/kept.ts'

/** What is being done. */
export type Task = Pick<TodayBlock, 'kind' | 'what' | 'domain' | 'resource' | 'questions' | 'minutes'> & { exam: string }

/** Two clocks at once: one that goes on while the device sleeps, and one that nobody can set. */
export type Clocks = {
  /** Milliseconds since 1970. Neither zones nor midnight move it; a person can. */
  wall: number
  /** Milliseconds since the page began. */
  steady: number
  /** When the page began: steady times of two pages cannot be compared. */
  page: number
}

/** A task with the time that has passed on it, as far as it was looked at. */
export type Running = { task: Task; passedMs: number; seen: Clocks }

const HOUR_MS = 3_600_000
const KEEP_EACH_MS = 10_000
const KEPT = 'running'

export function clocks(): Clocks {
  return { wall: Date.now(), steady: performance.now(), page: performance.timeOrigin }
}

/**
 * The task with the time up to now. Of the two clocks the one that went further is right: the steady one may stand
 * still while the device sleeps, the other may have been set back.
 */
export function onward(running: Running, now: Clocks): Running {
  const { task, passedMs, seen } = running
  const steady = now.page === seen.page ? now.steady - seen.steady : 0
  return { task, passedMs: passedMs + Math.max(0, steady, now.wall - seen.wall), seen: now }
}

/** Whole minutes of it, one at least: so much is recorded. */
export function minutesOf({ passedMs }: Running): number {
  return Math.max(1, Math.round(passedMs / 60_000))
}

/** Nobody works so long on it: it was left running. */
export function isLeftOn({ task, passedMs }: Running): boolean {
  return passedMs > Math.max(3 * HOUR_MS, task.minutes * 3 * 60_000)
}

/** What is running on this device, in whichever tab. */
export const running = valueOf<Running | undefined>(readRunning())

addEventListener('storage', ({ key }) => {
  if (key === null || key.endsWith(`.${KEPT}`)) running.set(readRunning())
})

export function start(task: Task): void {
  put({ task, passedMs: 0, seen: clocks() })
}

/** Takes back a *stop*. */
export function goOn(stopped: Running): void {
  put(stopped)
}

/** Looks at the clocks. What is kept lags a little behind; the wall clock makes up for it. */
export function tick(): void {
  const { now } = running
  if (!now) return
  const next = onward(now, clocks())
  const kept = readRunning()
  if (!kept || next.seen.page !== kept.seen.page || next.seen.steady - kept.seen.steady > KEEP_EACH_MS) put(next)
  else running.set(next)
}

export function stop(): void {
  forget(KEPT)
  running.set(undefined)
}

function put(next: Running): void {
  keep(KEPT, next)
  running.set(next)
}

function readRunning(): Running | undefined {
  const kept = readKept(KEPT) as Partial<Running> | undefined
  const isWhole = typeof kept?.passedMs === 'number' && typeof kept.seen?.wall === 'number' && typeof kept.task?.what === 'string'
  return isWhole ? (kept as Running) : undefined
}
