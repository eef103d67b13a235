import type { CalendarDay, FactId, ListedSitting } from '@rebound/core'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { daysBetween } from '../../../language/format.ts'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'

/** A sitting of the same day, or of the day before or after, that is on record already. */
export function twinOf(sittings: readonly ListedSitting[], satOn: CalendarDay): { fact: FactId; day: CalendarDay } | undefined {
  const near = sittings.filter(({ standing }) => standing !== 'not_counted').map((sitting) => ({ sitting, days: Math.abs(daysBetween(sitting.sat_on, satOn)) }))
  const [nearest] = near.filter(({ days }) => days <= 1).sort((a, b) => a.days - b.days)
  return nearest && { fact: nearest.sitting.attempt, day: nearest.sitting.sat_on }
}

/** Asks whether it is the one that is on record, or another. */
export function Twice({ day, to, onAnother }: { day: CalendarDay; to: string; onAnother: () => void }): JSX.Element {
  const { say, day: dayText } = useWords()
  const text = useRef<HTMLParagraphElement>(null)
  useEffect(() => text.current?.focus(), [])
  return (
    <section class="card soft" aria-label={say('start.twice.label')}>
      <p class="big" ref={text} tabIndex={-1}>{say('start.twice.question', { day: dayText(day, 'long') })}</p>
      <p>{say('start.twice.why')}</p>
      <div class="stack">
        <Button kind="primary" isFull to={to}>{say('start.twice.same')}</Button>
        <Button isFull onPress={onAnother}>{say('start.twice.another')}</Button>
      </div>
    </section>
  )
}
