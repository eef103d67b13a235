import type { Plan, WayOut } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Card } from '../../../parts/Card.tsx'
import { HoursBar } from '../../../parts/Bars.tsx'
import { List, Row } from '../../../parts/List.tsx'
import { Told } from '../../../parts/Told.tsx'

/** What fits beside what a safe margin takes; and what would close the gap, where there is one. */
export function WaysOut({ plan: { budget, work, options } }: { plan: Plan }): JSX.Element {
  const { say, time, number } = useWords()
  const hours = Math.round(work.buffer.hours)
  const fits = say('plan.hours.fits', { time: time(budget.load) })
  const takes = say('plan.hours.takes', { hours: number(hours, 0) })
  return (
    <Card title={say(options.length > 0 ? 'plan.hours.gap' : 'plan.hours')}>
      <HoursBar done={budget.load} of={Math.max(budget.load, hours * 60)} label={`${fits}, ${takes}`} />
      <p class="row wrap between small num"><strong>{fits}</strong><span class="muted">{takes}</span></p>
      {options.length > 0 && (
        <>
          <p>{say('plan.ways')}</p>
          <List>{options.map((option) => <Way key={JSON.stringify(option)} option={option} />)}</List>
        </>
      )}
    </Card>
  )
}

function Way({ option }: { option: WayOut }): JSX.Element {
  if ('more_time' in option) return <Row icon="plan" title={<Told>{option.more_time.said}</Told>} to="/plan/week" />
  if ('later_date' in option) return <Row icon="exam" title={<Told>{option.later_date.said}</Told>} to="/exam" />
  const { said } = 'narrower_scope' in option ? option.narrower_scope : option.go_and_see
  return <Row icon="list" title={<Told>{said}</Told>} />
}
