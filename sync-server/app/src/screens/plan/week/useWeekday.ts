import type { DayOfWeek } from '@rebound/core'

import { useWords } from '../../../language/language.tsx'
import { WEEKDAYS } from './slots.ts'

/** How a day of the week is called. */
export function useWeekday(): (day: DayOfWeek, width: 'long' | 'short') => string {
  const { language } = useWords()
  return (day, width) => {
    // 5 January 2026 is a Monday.
    const date = new Date(Date.UTC(2026, 0, 5 + WEEKDAYS.indexOf(day), 12))
    return new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(date)
  }
}
