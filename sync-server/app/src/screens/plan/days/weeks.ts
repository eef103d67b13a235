import type { CalendarDay, Minutes, Phase, Plan, PlanDay } from '@rebound/core'

import { daysBetween } from '../../../language/format.ts'
import { addDays, mondayOf } from '../week/slots.ts'

/** A week of a plan. */
export type PlanWeek = { monday: CalendarDay; sunday: CalendarDay; days: PlanDay[]; minutes: Minutes; mockExams: number }

/** The weeks from today's to the last that holds anything, without a gap. */
export function weeksOf({ today, days }: Pick<Plan, 'today' | 'days'>): PlanWeek[] {
  const weeks: PlanWeek[] = []
  const last = days.at(-1)?.date ?? today
  for (let monday = mondayOf(today); monday <= last; monday = addDays(monday, 7)) {
    const sunday = addDays(monday, 6)
    const own = days.filter(({ date }) => date >= monday && date <= sunday)
    const blocks = own.flatMap(({ blocks }) => blocks)
    weeks.push({
      monday, sunday, days: own,
      minutes: blocks.reduce((sum, { minutes }) => sum + minutes, 0),
      mockExams: blocks.filter(({ kind }) => kind === 'mock_exam').length,
    })
  }
  return weeks
}

/** The mock exams to come, each with the time for going through it. */
export function mockExamsOf({ days }: Pick<Plan, 'days'>): { date: CalendarDay; startMinute: number; minutes: Minutes; review: Minutes }[] {
  return days.flatMap(({ date, blocks }) =>
    blocks
      .filter(({ kind }) => kind === 'mock_exam')
      .map(({ start_minute, minutes, review_minutes }) => ({ date, startMinute: start_minute, minutes, review: review_minutes })),
  )
}

/** Days of a phase that are to come, both ends included. */
export function daysLeft({ from, to }: Phase, today: CalendarDay): number {
  return Math.max(0, daysBetween(from < today ? today : from, to) + 1)
}
