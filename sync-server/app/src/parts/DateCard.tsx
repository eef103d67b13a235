import type { CalendarDay } from '@rebound/core'
import type { JSX } from 'preact'

import { daysBetween } from '../language/format.ts'
import { useWords } from '../language/language.tsx'
import './DateCard.css'

/** The safe date first, the earliest beside it; one where both agree. */
export function Dates({ earliest, safe }: { earliest: CalendarDay; safe: CalendarDay }): JSX.Element {
  const { say, day } = useWords()
  return (
    <dl class="dates">
      <div>
        <dt>{earliest === safe ? say('shell.date.from') : say('shell.date.safe')}</dt>
        <dd>{day(safe)}</dd>
      </div>
      {earliest !== safe && (
        <div>
          <dt>{say('shell.date.earliest')}</dt>
          <dd class="muted">{day(earliest)}</dd>
        </div>
      )}
    </dl>
  )
}

/** The way from a sitting to the next: dotted while waiting, a ring at the earliest date, a dot at the safe one. */
export function WaitLine({ from, earliest, safe }: { from: CalendarDay; earliest: CalendarDay; safe: CalendarDay }): JSX.Element {
  const { say, day } = useWords()
  const whole = Math.max(1, daysBetween(from, safe))
  const ring = 4 + (daysBetween(from, earliest) / whole) * 78
  const label = say('shell.date.wait', { days: daysBetween(from, earliest), earliest: day(earliest), safe: day(safe) })
  return (
    <svg class="wait-line" role="img" aria-label={label}>
      <line class="waiting" x1="4%" x2={`${ring}%`} y1="10" y2="10" />
      <line class="free" x1="82%" x2="100%" y1="10" y2="10" />
      <circle class="sat" cx="4%" cy="10" r="4" />
      {earliest !== safe && <circle class="earliest" cx={`${Math.min(ring, 78)}%`} cy="10" r="5" />}
      <circle class="safe" cx="82%" cy="10" r="6" />
    </svg>
  )
}
