import type { FactBody } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { kindOf } from './useFactWords.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const MINUTES = ['minutes', 'review_minutes', 'minutes_allowed', 'weekly_cap', 'last_week']
/** What people typed, or a key that they chose. */
const OWN = ['name', 'note', 'topics', 'bank', 'resource', 'exam', 'version', 'language']
const CLOCK = ['start_minute', 'ended_minute']

/** All that a fact says, field by field; what people typed stands there as they typed it. */
export function FactValues({ body }: { body: FactBody }): JSX.Element {
  const { sayCode } = useWords()
  const textOf = useValueText()
  const fields = Object.entries((body as Record<string, object>)[kindOf(body)] ?? {})
  return (
    <dl class="fact-values">
      {fields.filter(([, value]) => !isEmpty(value)).map(([field, value]) => [
        <dt key={`${field} name`}>{sayCode('progress.field', field)}</dt>,
        <dd key={field}><bdi>{textOf(field, value)}</bdi></dd>,
      ])}
    </dl>
  )
}

function useValueText(): (field: string, value: unknown) => string {
  const { sayCode, day, time, clock, number } = useWords()
  const textOf = (field: string, value: unknown): string => {
    if (typeof value === 'number') return MINUTES.includes(field) ? time(value) : CLOCK.includes(field) ? clock(value % 1440) : number(value)
    if (typeof value === 'string') return OWN.includes(field) ? value : DAY.test(value) ? day(value, 'table') : sayCode('progress.value', value)
    if (Array.isArray(value)) return value.map((each) => textOf(field, each)).join('; ')
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value).filter(([, each]) => !isEmpty(each)).map(([name, each]) => `${sayCode('progress.field', name)}: ${textOf(name, each)}`).join(', ')
    }
    return String(value)
  }
  return textOf
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}
