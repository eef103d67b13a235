import type { Plan as PlanTold } from '@rebound/core'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { useCall } from '../../core/call.ts'
import { useExam, useRebound } from '../../core/rebound.tsx'
import { daysBetween } from '../../language/format.ts'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Group, Note } from '../../parts/Card.tsx'
import { Disclosure } from '../../parts/Disclosure.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { DayBlocks } from './days/DayBlocks.tsx'
import { LaterWeeks } from './days/LaterWeeks.tsx'
import { PhaseBar } from './days/PhaseBar.tsx'
import { WaysOut } from './days/WaysOut.tsx'
import { mockExamsOf, weeksOf } from './days/weeks.ts'
import './plan.css'
import { TripSheet } from './week/TripSheet.tsx'

/** How it fits the weeks up to the exam. */
export default function Plan(): JSX.Element {
  const { say, day } = useWords()
  const rebound = useRebound()
  const exam = useExam()
  const plan = useCall('plan', exam)
  const isKnown = plan.value !== undefined
  useEffect(() => {
    // As on *Today*: the plan that was seen is noted; without room for that, it is seen all the same.
    if (exam && isKnown) void rebound.shown(exam).catch(() => undefined)
  }, [exam, isKnown])
  const date = plan.value && dateOf(plan.value)
  const left = date && plan.value ? daysBetween(plan.value.today, date) : undefined
  return (
    <Screen
      title={date ? say('plan.title', { day: day(date, 'long') }) : say('plan.title.none')}
      above={left === undefined || left < 0 ? undefined : say('plan.left.days', { days: left })}
    >
      <Shown of={plan}>{(told) => <Content plan={told} />}</Shown>
    </Screen>
  )
}

function Content({ plan }: { plan: PlanTold }): JSX.Element {
  const { say, day, time, clock } = useWords()
  const week = useCall('week')
  const [isTrip, setTrip] = useState(false)
  const [now, ...later] = weeksOf(plan)
  const mockExams = mockExamsOf(plan)
  const { exam_day, phases, today, changed, warnings, family_hint, days } = plan
  return (
    <>
      {!('fixed' in exam_day) && (
        <Card isSoft title={say('provisional' in exam_day ? 'plan.proposed' : 'plan.noDate')}>
          <p><Told>{'provisional' in exam_day ? exam_day.provisional.reason : exam_day.none.reason}</Told></p>
          <Button to="/exam">{say('plan.book')}</Button>
        </Card>
      )}
      {phases.length > 0 && days.length > 0 && <PhaseBar phases={phases} today={today} />}
      {changed && <Note icon={<Icon name="info" />}><p><Told>{changed}</Told></p></Note>}
      <div class="columns">
        <div class="column">
          {week.value === null ? (
            <Card isSoft title={say('today.noWeek')}>
              <p>{say('today.noWeek.text')}</p>
              <Button kind="primary" isFull to="/plan/week">{say('today.noWeek.action')}</Button>
            </Card>
          ) : now && (
            <Group title={say('plan.thisWeek')} aside={`${say('plan.span', { from: day(now.monday, 'month'), to: day(now.sunday, 'month') })}, ${time(now.minutes)}`}>
              {now.days.length > 0 ? <DayBlocks days={now.days} today={today} /> : <p class="muted">{say('plan.thisWeek.free')}</p>}
            </Group>
          )}
        </div>
        <div class="column">
          {later.length > 0 && <Group title={say('plan.later')}><LaterWeeks weeks={later} /></Group>}
          {mockExams.length > 0 && (
            <Group title={say('plan.mocks')}>
              <List>
                {mockExams.map(({ date, startMinute, minutes, review }) => (
                  <Row
                    key={date}
                    icon="flag"
                    title={`${day(date, 'long')}, ${clock(startMinute % 1440)}`}
                    more={review > 0 ? say('plan.mocks.time', { time: time(minutes), review: time(review) }) : time(minutes)}
                  />
                ))}
              </List>
            </Group>
          )}
          {days.length > 0 && <WaysOut plan={plan} />}
          {(warnings.length > 0 || family_hint) && (
            <Disclosure title={say('plan.know')}>
              {[...warnings, ...(family_hint ? [family_hint] : [])].map((line) => <p key={line}><Told>{line}</Told></p>)}
            </Disclosure>
          )}
          <div class="stack">
            <Button kind={week.value === null ? 'second' : 'primary'} isFull onPress={() => setTrip(true)}>{say('plan.trip')}</Button>
            <Button isFull to="/plan/week">{say('plan.week')}</Button>
          </div>
        </div>
      </div>
      {isTrip && <TripSheet title={say('plan.trip')} text={say('plan.trip.text')} onClose={() => setTrip(false)} />}
    </>
  )
}

function dateOf({ exam_day }: PlanTold): string | undefined {
  if ('fixed' in exam_day) return exam_day.fixed.date
  return 'provisional' in exam_day ? exam_day.provisional.date : undefined
}
