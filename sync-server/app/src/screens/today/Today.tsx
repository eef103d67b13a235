import type { Today as TodayTold, TodayBlock } from '@rebound/core'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'

import { useCall } from '../../core/call.ts'
import { useExam, useRebound } from '../../core/rebound.tsx'
import { useValue } from '../../core/value.ts'
import { dayOf } from '../../language/format.ts'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Group, Note } from '../../parts/Card.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { SlotRow } from '../../parts/SlotRow.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { ExamLine } from './task/ExamLine.tsx'
import { TaskCard } from './task/TaskCard.tsx'
import { laterToday, leadOf, type Lead } from './task/lead.ts'
import { minutesOf, running, start } from './task/timer.ts'
import './today.css'

const MINUTE_MS = 60_000
const BREATHE_DAYS = 14

/** One thing to do now; what comes later; the exam in a line. */
export default function Today(): JSX.Element {
  const { day } = useWords()
  const rebound = useRebound()
  const exam = useExam()
  const today = useCall('today', exam)
  const isKnown = today.value !== undefined
  useEachMinute(today.again)
  useEffect(() => {
    // The plan that was seen is noted, so that the next one stays close to it; without room for that, it is seen all the same.
    if (exam && isKnown) void rebound.shown(exam).catch(() => undefined)
  }, [exam, isKnown])
  const lead = today.value && leadOf(today.value)
  return (
    <Screen title={useTitle(lead)} above={day(today.value?.date ?? dayOf(new Date()), 'long')}>
      <Shown of={today}>{(told) => <Content today={told} exam={exam ?? ''} />}</Shown>
    </Screen>
  )
}

function useTitle(lead: Lead | undefined): string {
  const { say, clock } = useWords()
  switch (lead?.kind) {
    case undefined:
      return say('shell.tab.today')
    case 'now':
      return say(`today.place.${lead.place ?? 'any'}`)
    case 'later':
      return say('today.next', { time: clock(lead.block.start_minute % 1440) })
    case 'over':
      return say('today.over')
    case 'free':
      return say('today.free')
    case 'eve':
      return say('today.eve')
    case 'exam':
      return say('today.examDay')
  }
}

function Content({ today, exam }: { today: TodayTold; exam: string }): JSX.Element {
  const { say, time } = useWords()
  const later = laterToday(today)
  const { advice, changed, days_left } = today
  return (
    <div class="columns">
      <div class="column">
        <First today={today} exam={exam} />
        <Button icon="plus" isFull to="/set">{say('today.set')}</Button>
        {changed && <Note icon={<Icon name="info" />}><p><Told>{changed}</Told></p></Note>}
      </div>
      <div class="column">
        {later.length > 0 && (
          <Group title={say('today.later')} aside={time(later.reduce((sum, { minutes }) => sum + minutes, 0))}>
            <List>{later.map((block) => <Later key={block.start_minute} block={block} />)}</List>
          </Group>
        )}
        {advice.length > 0 && <Note>{advice.map((line) => <p key={line}><Told>{line}</Told></p>)}</Note>}
        <ExamLine of={today} />
        {days_left !== null && days_left <= BREATHE_DAYS && (
          <List><Row icon="breathe" title={say('today.breathe')} more={say('today.breathe.more')} to="/breathe" /></List>
        )}
      </div>
    </div>
  )
}

/** What leads: what is running, a small way back in, a block, the checklist, or the word that nothing is to be done. */
function First({ today, exam }: { today: TodayTold; exam: string }): JSX.Element {
  const { say, time } = useWords()
  const week = useCall('week')
  const now = useValue(running)
  const lead = leadOf(today)
  const { first_task, eve, instead } = today
  if (now) {
    return (
      <Card isSoft title={<Told>{now.task.what}</Told>} over={say('today.running')}>
        <p>{say('today.running.time', { passed: time(minutesOf(now)), planned: time(now.task.minutes) })}</p>
        <Button kind="primary" isFull to="/running">{say('today.running.open')}</Button>
      </Card>
    )
  }
  if (lead.kind === 'eve' || lead.kind === 'exam') {
    return (
      <>
        {eve && (
          <Card isSoft title={say('today.eve.title')}>
            <ul class="stack">{eve.checklist.map((line) => <li key={line}><Told>{line}</Told></li>)}</ul>
            {lead.kind === 'eve' && eve.light_review > 0 && <p class="muted">{say('today.eve.review', { time: time(eve.light_review) })}</p>}
          </Card>
        )}
        {lead.kind === 'exam' && (
          <Card title={say('today.examDay.title')}>
            <Button kind="primary" isFull to={`/report/${encodeURIComponent(exam)}`}>{say('today.examDay.report')}</Button>
          </Card>
        )}
      </>
    )
  }
  if (first_task) {
    const { domain, minutes, said } = first_task
    const begin = (): void => start({ exam, kind: 'study', what: said, domain, resource: null, questions: null, minutes })
    return (
      <Card isSoft title={<Told>{said}</Told>} over={time(minutes)}>
        <Button kind="primary" isFull icon="play" to="/running" onPress={begin}>{say('today.start')}</Button>
      </Card>
    )
  }
  if ('block' in lead) return <TaskCard exam={exam} block={lead.block} instead={instead} isNow={lead.kind === 'now'} />
  if (week.value === null) {
    return (
      <Card isSoft title={say('today.noWeek')}>
        <p>{say('today.noWeek.text')}</p>
        <Button kind="primary" isFull to="/plan/week">{say('today.noWeek.action')}</Button>
      </Card>
    )
  }
  return <Rest lead={lead.kind === 'over' ? 'over' : 'free'} next={today.next} exam={exam} />
}

function Rest({ lead, next, exam }: { lead: 'over' | 'free'; next: TodayBlock | null; exam: string }): JSX.Element {
  const { say, day, clock } = useWords()
  return (
    <>
      <Card isSoft title={say(`today.${lead}.title`)}>
        <p>{say(`today.${lead}.text`)}</p>
      </Card>
      {next && (
        <Group title={say('today.next.day', { day: day(next.date, 'long'), time: clock(next.start_minute % 1440) })}>
          <TaskCard exam={exam} block={next} instead={[]} isNow={false} />
        </Group>
      )}
    </>
  )
}

function Later({ block }: { block: TodayBlock }): JSX.Element {
  const { say } = useWords()
  const { start_minute, minutes, place, what, offline, kind } = block
  return (
    <SlotRow
      startMinute={start_minute}
      minutes={minutes}
      place={place}
      what={<span class="sentence"><Told>{what}</Told></span>}
      how={offline === 'works' ? say('today.offline') : undefined}
      isMockExam={kind === 'mock_exam'}
    />
  )
}

/** Asks again when a minute has passed, and when the page comes into sight: which block is on is a question of time. */
function useEachMinute(again: () => void): void {
  useEffect(() => {
    const look = (): void => {
      if (!document.hidden) again()
    }
    const timer = setInterval(look, MINUTE_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
}
