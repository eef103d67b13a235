import type { PartnerWeek } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { addDays, mondayOf } from '../../plan/week/slots.ts'

const SHOWN = 4

/** Weeks as a partner sees them: the newest first. */
export function Weeks({ weeks, isPreview }: { weeks: readonly PartnerWeek[]; isPreview: boolean }): JSX.Element {
  const { say, day } = useWords()
  const newest = [...weeks].sort((a, b) => b.week.localeCompare(a.week)).slice(0, SHOWN)
  if (newest.length === 0) return <Card><p class="muted">{say(isPreview ? 'you.weeks.none' : 'you.weeks.quiet')}</p></Card>
  return (
    <>
      {newest.map(({ week, sessions, study_days }) => (
        <Card key={week}>
          <div class="row wrap between">
            <strong>{say('you.week', { day: day(mondayOfWeek(week), 'month') })}</strong>
            {isPreview && <Chip isAccent>{say('you.week.seen')}</Chip>}
          </div>
          <dl class="two-figures">
            <div><dt class="small muted">{say('you.week.days')}</dt><dd class="big">{study_days}</dd></div>
            <div><dt class="small muted">{say('you.week.sessions')}</dt><dd class="big">{sessions}</dd></div>
          </dl>
        </Card>
      ))}
    </>
  )
}

/** The Monday of an ISO week: the first week of a year is the one with 4 January in it. */
export function mondayOfWeek(week: string): string {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(week) ?? []
  return year && number ? addDays(mondayOf(`${year}-01-04`), (Number(number) - 1) * 7) : week
}
