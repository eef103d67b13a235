import type { CalendarDay, Phase } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { daysLeft } from './weeks.ts'

/** The phases up to the exam, each as long as it takes, with its name and dates below. */
export function PhaseBar({ phases, today }: { phases: readonly Phase[]; today: CalendarDay }): JSX.Element {
  const { say, day } = useWords()
  const whole = phases.reduce((sum, phase) => sum + daysLeft(phase, today), 0) || 1
  let before = 0
  return (
    <div class="tight">
      <svg class="phase-bar" aria-hidden="true">
        {phases.map((phase) => {
          const x = (before / whole) * 100
          const width = (daysLeft(phase, today) / whole) * 100
          before += daysLeft(phase, today)
          return <rect key={phase.kind} class={`phase ${phase.kind}`} x={`${x}%`} width={`${Math.max(0, width - 0.6)}%`} height="8" rx="4" />
        })}
      </svg>
      <ul class="phase-names small" aria-label={say('plan.phases')}>
        {phases.map((phase) => (
          <li key={phase.kind}>
            <svg width="10" height="10" aria-hidden="true"><rect class={`phase ${phase.kind}`} width="10" height="10" rx="3" /></svg>
            {say(`plan.phase.${phase.kind}`)} <span class="muted num">{say('plan.until', { day: day(phase.to, 'month') })}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
