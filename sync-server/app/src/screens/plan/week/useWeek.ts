import type { Availability, CalendarDay, LogQuery } from '@rebound/core'

import { useCall, type Call } from '../../../core/call.ts'
import { dayOf } from '../../../language/format.ts'
import { differentDays, type Different } from './slots.ts'

const QUERY: LogQuery = { kinds: ['day_exception'], domain: null, after: null, rows: 200 }

export type Week = { week: Availability | null; different: Different[] }

/** The candidate's week, and the days to come that differ from it. */
export function useWeek(from: CalendarDay = dayOf(new Date())): Call<Week> {
  const week = useCall('week')
  const page = useCall('logPage', QUERY)
  const value = week.value === undefined || !page.value ? undefined : { week: week.value, different: differentDays(page.value, from) }
  return { ...week, error: week.error ?? page.error, value }
}
