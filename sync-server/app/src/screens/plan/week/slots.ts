import type { Availability, CalendarDay, DayException, DayOfWeek, FactId, LogPage, Slot } from '@rebound/core'

export const WEEKDAYS: readonly DayOfWeek[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
export const TRIP_DAYS_MAX = 92

const DAY_MS = 86_400_000
const at = (day: CalendarDay): number => Date.parse(`${day}T12:00:00Z`)

export function addDays(day: CalendarDay, count: number): CalendarDay {
  return new Date(at(day) + count * DAY_MS).toISOString().slice(0, 10)
}

export function weekdayOf(day: CalendarDay): DayOfWeek {
  return WEEKDAYS[(new Date(at(day)).getUTCDay() + 6) % 7] ?? 'mon'
}

export function mondayOf(day: CalendarDay): CalendarDay {
  return addDays(day, -WEEKDAYS.indexOf(weekdayOf(day)))
}

/** A day that differs from the week, and the fact that says so. */
export type Different = DayException & { fact: FactId }

/** The days that differ, the latest fact of each, in order; those that are over are left out. */
export function differentDays(page: LogPage, from: CalendarDay): Different[] {
  const known = new Map<CalendarDay, Different>()
  for (const { fact, standing } of page.days.flatMap(({ rows }) => rows)) {
    if (standing !== 'counts' || !('day_exception' in fact.body)) continue
    const told = fact.body.day_exception
    if (told.date >= from && !known.has(told.date)) known.set(told.date, { ...told, fact: fact.id })
  }
  return [...known.values()].sort((a, b) => a.date.localeCompare(b.date))
}

/** The slots of a date: those that were entered for it, or else those of its weekday. */
export function slotsOn(date: CalendarDay, week: Availability | null, different: readonly DayException[]): Slot[] {
  const own = different.find((one) => one.date === date)
  const weekly = (week?.slots ?? []).filter(({ weekday }) => weekday === weekdayOf(date)).map(({ slot }) => slot)
  return [...(own?.slots ?? weekly)].sort((a, b) => a.start_minute - b.start_minute)
}

/** The slot in which a block lies. */
export function slotOf(start: number, slots: readonly Slot[]): Slot | undefined {
  return slots.find(({ start_minute, minutes }) => start >= start_minute && start < start_minute + minutes)
}

/** Both dates after a slot has moved from one to the other; it keeps its time of day. */
export function moved(slot: Slot, from: DayException, to: DayException): [DayException, DayException] {
  return [
    { date: from.date, slots: from.slots.filter((other) => other !== slot) },
    { date: to.date, slots: [...to.slots, slot].sort((a, b) => a.start_minute - b.start_minute) },
  ]
}

/** Whether a slot would lie over another one of that date. */
export function isTaken(slot: Slot, slots: readonly Slot[]): boolean {
  return slots.some((other) => slot.start_minute < other.start_minute + other.minutes && other.start_minute < slot.start_minute + slot.minutes)
}

/** All days of a trip, both ends included; `undefined` where it ends before it begins or is too long. */
export function daysOfTrip(from: CalendarDay, to: CalendarDay): CalendarDay[] | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(from) || !/^\d{4}-\d{2}-\d{2}$/.test(to)) return undefined
  const count = Math.round((at(to) - at(from)) / DAY_MS) + 1
  if (!(count >= 1 && count <= TRIP_DAYS_MAX)) return undefined
  return Array.from({ length: count }, (_, index) => addDays(from, index))
}

/** A time of day as a field has it: `07:35`. */
export function readTime(text: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(text) ?? []
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : undefined
}

export function timeText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`
}
