import type { CalendarDay, DomainGrowth, PassLine, WeekDone } from '@rebound/core'

/** A value and its range, of 100. */
export type Point = { day: CalendarDay; low: number; mean: number; high: number }

/** What a chart shows, and how its values are written. */
export type Drawing =
  | { kind: 'domain'; points: Point[]; line: number; from: number; to: number; dayText: (day: CalendarDay) => string; valueText: (value: number) => string; lineText: string }
  | { kind: 'hours'; weeks: WeekDone[]; dayText: (day: CalendarDay) => string; timeText: (minutes: number) => string; offText: string }

export const hundred = (share: number): number => Math.round(share * 100)

/** A domain's points in hundredths. */
export function pointsOf({ points }: Pick<DomainGrowth, 'points'>): Point[] {
  return points.map(({ day, low, mean, high }) => ({ day, low: hundred(low), mean: hundred(mean), high: hundred(high) }))
}

/** The ends of the axis: in tens, around the points and the line, 50 to 90 where that is enough. */
export function axisOf(points: readonly Point[], line: Pick<PassLine, 'share'>): { from: number; to: number } {
  const values = [...points.flatMap(({ low, high }) => [low, high]), hundred(line.share)]
  return {
    from: Math.max(0, Math.min(50, Math.floor(Math.min(...values) / 10) * 10)),
    to: Math.min(100, Math.max(90, Math.ceil(Math.max(...values) / 10) * 10)),
  }
}

/** A date with the first three letters of its month, for an axis. */
export function shortDay(written: string): string {
  return written.replace(/\p{L}+/u, (month) => [...month].slice(0, 3).join(''))
}
