import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { HoursBar } from '../../../parts/Bars.tsx'
import { Disclosure } from '../../../parts/Disclosure.tsx'
import { List } from '../../../parts/List.tsx'
import { DayBlocks } from './DayBlocks.tsx'
import type { PlanWeek } from './weeks.ts'

/** The weeks after this one: how much each holds, and what, behind a tap. */
export function LaterWeeks({ weeks }: { weeks: readonly PlanWeek[] }): JSX.Element {
  const { say, day, time } = useWords()
  const most = Math.max(1, ...weeks.map(({ minutes }) => minutes))
  return (
    <List>
      {weeks.map(({ monday, sunday, minutes, mockExams, days }) => {
        const name = say('plan.span', { from: day(monday, 'month'), to: day(sunday, 'month') })
        return (
          <li key={monday} class="plan-week">
            <div class="row wrap baseline between"><strong>{name}</strong><span class="small muted num">{minutes > 0 ? time(minutes) : say('plan.span.free')}</span></div>
            <HoursBar done={minutes} of={most} label={say('plan.span.heard', { time: time(minutes), most: time(most) })} />
            {mockExams > 0 && <p class="small muted">{say('plan.span.mocks', { count: mockExams })}</p>}
            {days.length > 0 && <Disclosure title={say('plan.span.days')}><DayBlocks days={days} today="" /></Disclosure>}
          </li>
        )
      })}
    </List>
  )
}
