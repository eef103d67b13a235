import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'

const RADIUS = 110
const ROUND = 2 * Math.PI * RADIUS

/** The time that has passed, of what was planned: a ring that closes, and then stays closed. */
export function Dial({ passedMs, minutes }: { passedMs: number; minutes: number }): JSX.Element {
  const { say, time } = useWords()
  const seconds = Math.floor(passedMs / 1000)
  const part = Math.min(1, passedMs / (minutes * 60_000))
  const two = (value: number): string => String(value).padStart(2, '0')
  return (
    <div class="dial" role="timer" aria-label={say('today.run.heard', { passed: time(Math.floor(seconds / 60)), planned: time(minutes) })}>
      <svg viewBox="0 0 240 240" aria-hidden="true">
        <circle class="way" cx="120" cy="120" r={RADIUS} />
        {part > 0 && (
          <circle class="passed" cx="120" cy="120" r={RADIUS} transform="rotate(-90 120 120)" stroke-dasharray={`${part * ROUND} ${ROUND}`} />
        )}
      </svg>
      <div class="tight running-head" aria-hidden="true">
        <span class="huge">{Math.floor(seconds / 60)}:{two(seconds % 60)}</span>
        <span class="muted num">{say('today.run.of', { planned: time(minutes) })}</span>
      </div>
    </div>
  )
}
