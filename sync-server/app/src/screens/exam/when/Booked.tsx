import type { Briefing, CalendarDay } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { dayOf, daysBetween } from '../../../language/format.ts'
import { useWords } from '../../../language/language.tsx'
import { HoursBar } from '../../../parts/Bars.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { FieldError } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { Told } from '../../../parts/Told.tsx'
import { hasRoute } from '../../../routes.ts'
import { offerUndo } from '../../../shell/undo.ts'
import { DateSheet } from './DateSheet.tsx'

/** The booked day, or the one that is proposed: how far away, and whether the hours fit. */
export function Booked({ briefing }: { briefing: Briefing }): JSX.Element {
  const { say, day } = useWords()
  const [open, setOpen] = useState<'date' | 'ways'>()
  const { exam, coaching } = briefing
  const { exam_day, options } = coaching.plan
  const isFixed = 'fixed' in exam_day
  const date = 'fixed' in exam_day ? exam_day.fixed.date : 'provisional' in exam_day ? exam_day.provisional.date : undefined
  const reason = 'provisional' in exam_day ? exam_day.provisional.reason : 'none' in exam_day ? exam_day.none.reason : undefined
  const left = date ? daysBetween(dayOf(new Date()), date) : undefined
  const ways = options.length > 0 && <Button kind={isFixed ? 'primary' : 'second'} isFull onPress={() => setOpen('ways')}>{say('exam.booked.ways')}</Button>
  return (
    <Card>
      <div class="row between wrap">
        <p class="over">{say(isFixed ? 'exam.booked.yours' : date ? 'exam.booked.proposed' : 'exam.booked.none')}</p>
        {isFixed && <Chip>{say('exam.booked.chip')}</Chip>}
      </div>
      {date && (
        <div class="row baseline between wrap">
          <h2 class="big">{day(date, 'long')}</h2>
          {left !== undefined && <span class="muted num">{say(left < 0 ? 'exam.booked.past' : 'exam.booked.left', { days: Math.abs(left) })}</span>}
        </div>
      )}
      {reason && <p class="small muted"><Told>{reason}</Told></p>}
      {isFixed && date && <Fits briefing={briefing} date={date} />}
      {date && <Hours briefing={briefing} />}
      <div class="stack">
        {isFixed && ways}
        <Button kind={isFixed ? 'second' : 'primary'} isFull onPress={() => setOpen('date')}>{say(isFixed ? 'exam.booked.move' : 'exam.booked.book')}</Button>
        {!isFixed && ways}
      </div>
      {open === 'date' && (
        <DateSheet
          title={say(isFixed ? 'exam.booked.move' : 'exam.booked.book')}
          hint={say('exam.booked.hint')}
          first={isFixed && date ? date : ''}
          bodyOf={(booked) => ({ exam_date: { exam: exam.code, date: booked } })}
          saved={(booked) => say('exam.booked.saved', { day: day(booked, 'long') })}
          onClose={() => setOpen(undefined)}
        >
          {isFixed && <TakeBack exam={exam.code} onDone={() => setOpen(undefined)} />}
        </DateSheet>
      )}
      {open === 'ways' && (
        <Sheet title={say('exam.booked.ways')} onClose={() => setOpen(undefined)}>
          <ul class="stack">{options.map((option) => <li key={saidOf(option)}><Told>{saidOf(option)}</Told></li>)}</ul>
          <p class="small muted">{say('exam.booked.ways.counted')}</p>
        </Sheet>
      )}
    </Card>
  )
}

function saidOf(option: Briefing['coaching']['plan']['options'][number]): string {
  if ('more_time' in option) return option.more_time.said
  if ('later_date' in option) return option.later_date.said
  return 'narrower_scope' in option ? option.narrower_scope.said : option.go_and_see.said
}

/** Whether the booked day lies where the vendor allows one, and what the last days are for. */
function Fits({ briefing, date }: { briefing: Briefing; date: CalendarDay }): JSX.Element | null {
  const { say, day } = useWords()
  const { verdict } = briefing.coaching.eligibility
  const window = typeof verdict === 'object' && 'open' in verdict ? verdict.open : undefined
  const left = daysBetween(dayOf(new Date()), date)
  const text =
    window && date < window.earliest ? say('exam.booked.early', { day: day(window.safe, 'long') })
    : window && date < window.safe ? say('exam.booked.doubtful', { day: day(window.safe, 'long') })
    : window?.until && date > window.until ? say('exam.booked.late', { day: day(window.until, 'long') })
    : left < 0 ? say('exam.booked.over')
    : left === 0 ? say('exam.booked.today')
    : left <= 3 ? say('exam.booked.soon')
    : undefined
  const { eve } = briefing.coaching.plan
  return (
    <>
      {text && <p>{text}</p>}
      {left === 1 && eve && <ul class="stack small">{eve.checklist.map((item) => <li key={item}><Told>{item}</Told></li>)}</ul>}
    </>
  )
}

/** The hours that there are beside those for a safe margin. */
function Hours({ briefing }: { briefing: Briefing }): JSX.Element | null {
  const { say, number } = useWords()
  const { budget, work } = briefing.coaching.plan
  const fit = Math.round(budget.capacity / 60)
  const { hours, promise } = work.buffer
  if (hours === 0) return null
  if (budget.capacity === 0) {
    return (
      <>
        <p class="small">{say('exam.booked.noWeek')}</p>
        {hasRoute('/plan/week') && <Button isFull to="/plan/week">{say('exam.booked.week')}</Button>}
      </>
    )
  }
  if (promise !== 'reached') return <p class="small muted">{say('exam.booked.hours.unreached', { fit: number(fit), whole: number(Math.round(promise.ends_at.whole * 100)) })}</p>
  return (
    <div class="tight">
      <HoursBar done={fit} of={hours} label={say('exam.booked.hours.label', { fit: number(fit), hours: number(hours) })} />
      <div class="row between wrap small num">
        <strong>{say('exam.booked.hours.fit', { fit: number(fit) })}</strong>
        <span class="muted">{say('exam.booked.hours.margin', { hours: number(hours) })}</span>
      </div>
    </div>
  )
}

function TakeBack({ exam, onDone }: { exam: string; onDone: () => void }): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const takeBack = async (): Promise<void> => {
    const isDone = await act.run(async () => {
      const fact = await rebound.record({ exam_date: { exam, date: null } })
      offerUndo(say('exam.booked.cleared'), () => rebound.remove(fact))
    })
    if (isDone) onDone()
  }
  return (
    <>
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      <Button kind="plain" isBusy={act.isBusy} onPress={() => void takeBack()}>{say('exam.booked.clear')}</Button>
    </>
  )
}
