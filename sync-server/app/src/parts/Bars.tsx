import type { JSX } from 'preact'

import './Bars.css'

/** Hours done of planned, or any part of a whole: no colour for behind, no percentage. */
export function HoursBar({ done, of, label }: { done: number; of: number; label: string }): JSX.Element {
  const width = of > 0 ? Math.min(100, (done / of) * 100) : 0
  return (
    <svg class="hours-bar" role="img" aria-label={label}>
      <rect class="track" width="100%" height="10" rx="5" />
      {width > 0 && <rect class="done" width={`${width}%`} height="10" rx="5" />}
    </svg>
  )
}

/** A part of a share bar; its tone is a colour token. */
export type Share = { key: string; label: string; share: number; tone: Tone }
export type Tone = 'video' | 'bank' | 'text' | 'lab' | 'accent' | 'accent-mid' | 'unsure'

/** The parts of a whole beside each other. */
export function ShareBar({ shares, label }: { shares: readonly Share[]; label: string }): JSX.Element {
  const whole = shares.reduce((sum, { share }) => sum + share, 0) || 1
  let before = 0
  return (
    <svg class="share-bar" role="img" aria-label={label}>
      {shares.map(({ key, share, tone }) => {
        const x = (before / whole) * 100
        before += share
        return <rect key={key} class={`tone-${tone}`} x={`${x}%`} width={`${(share / whole) * 100}%`} height="16" />
      })}
    </svg>
  )
}

/** What the colours of share bars mean. */
export function ShareKey({ shares }: { shares: readonly Pick<Share, 'key' | 'label' | 'tone'>[] }): JSX.Element {
  return (
    <ul class="share-key">
      {shares.map(({ key, label, tone }) => (
        <li key={key}>
          <svg width="10" height="10" aria-hidden="true"><rect class={`tone-${tone}`} width="10" height="10" rx="3" /></svg>
          {label}
        </li>
      ))}
    </ul>
  )
}
