import type { Briefing, RetakeWindow } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { dayOf, daysBetween } from '../../../language/format.ts'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Dates, WaitLine } from '../../../parts/DateCard.tsx'
import { Disclosure } from '../../../parts/Disclosure.tsx'
import { Told } from '../../../parts/Told.tsx'
import { DateSheet } from './DateSheet.tsx'
import { ruleAndSource } from './rule.ts'

/** From when on, by which rule, and where that is written. */
export function Again({ briefing }: { briefing: Briefing }): JSX.Element {
  const { say, day } = useWords()
  const [isOpen, setOpen] = useState(false)
  const { vendor, code } = briefing.exam
  const { verdict, bindings, unknowns, notes, passed_on } = briefing.coaching.eligibility
  const over = say('exam.when.vendor', { vendor })
  const [binding, ...others] = bindings.map(({ reason }) => ruleAndSource(reason))
  const more = (
    <>
      {binding && <p><Told>{binding.rule}</Told></p>}
      {[...unknowns, ...notes].map((said) => <p class="small muted" key={said}><Told>{said}</Told></p>)}
      {binding && (
        <Disclosure title={say('exam.when.source')}>
          {binding.source && <p><Told isEnglish>{binding.source}</Told></p>}
          {others.map(({ rule, source = '' }) => <p key={rule}><Told>{`${rule} ${source}`}</Told></p>)}
          <p>{say('exam.when.source.own')}</p>
        </Disclosure>
      )}
      {!passed_on && <div><Button kind="plain" onPress={() => setOpen(true)}>{say('exam.when.printed')}</Button></div>}
      {isOpen && (
        <DateSheet
          title={say('exam.when.printed')}
          hint={say('exam.when.printed.hint')}
          hasNote
          bodyOf={(date, note) => ({ retake_override: { exam: code, date, ...(note && { note }) } })}
          saved={(date) => say('exam.when.printed.saved', { day: day(date) })}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
  if (passed_on) return <Card isSoft title={say('exam.when.passed', { day: day(passed_on, 'long') })}><p>{say('exam.when.passed.text')}</p>{more}</Card>
  if (verdict === 'unknown') return <Card isSoft over={over} title={say('exam.when.unknown')}>{more}</Card>
  if ('blocked' in verdict) {
    return <Card isSoft over={over} title={<Told>{say('exam.when.blocked', { until: verdict.blocked.until })}</Told>}><p><Told>{verdict.blocked.why}</Told></p>{more}</Card>
  }
  if ('empty' in verdict) return <Card isSoft over={over} title={say('exam.when.empty')}><p><Told>{verdict.empty.why}</Told></p>{more}</Card>
  return <Open window={verdict.open} over={over} more={more} />
}

function Open({ window, over, more }: { window: RetakeWindow; over: string; more: JSX.Element }): JSX.Element {
  const { say, day, moment } = useWords()
  const { earliest, safe, safe_from, until } = window
  const today = dayOf(new Date())
  const ends = until && <p>{say('exam.when.until', { day: day(until, 'long') })}</p>
  if (safe <= today) return <Card isSoft over={over} size="huge" title={say('exam.when.any')}>{ends}{more}</Card>
  return (
    <Card isSoft over={say('exam.when.in', { days: daysBetween(today, safe) })}>
      <Dates earliest={earliest} safe={safe} />
      <WaitLine from={today} earliest={earliest < today ? today : earliest} safe={safe} />
      {safe_from !== null && <p class="small">{say('exam.when.hours', { moment: moment(safe_from) })}</p>}
      {earliest !== safe && <p class="small">{say('exam.when.ask')}</p>}
      {ends}
      {more}
    </Card>
  )
}
