import type { DomainClass } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../language/language.tsx'
import { toneOf } from './Chip.tsx'
import './EstimateBar.css'
import { Shape } from './Shape.tsx'

/** An estimate: the ends of its range and its most likely value, as shares from 0 to 1. */
export type Range = { low: number; mean: number; high: number; standing: DomainClass }

/** Where the axis of a screen begins: at 40, or for all rows at 0 where one goes below. */
export function axisStart(ranges: readonly Pick<Range, 'low'>[]): 0 | 40 {
  return ranges.some(({ low }) => low < 0.4) ? 0 : 40
}

const place = (share: number, from: number): number => Math.min(100, Math.max(0, ((share * 100 - from) / (100 - from)) * 100))

/** A range with its most likely value and the line; without an estimate, the line alone. */
export function EstimateBar({ of, line, from }: { of: Range | undefined; line: number | undefined; from: 0 | 40 }): JSX.Element {
  const { say } = useWords()
  const round = (share: number): number => Math.round(share * 100)
  const heard = [
    of ? say('shell.estimate.range', { low: round(of.low), high: round(of.high), mean: round(of.mean) }) : say('shell.estimate.none'),
    line === undefined ? '' : say('shell.estimate.line', { line: round(line) }),
  ].join(' ')
  return (
    <svg class="estimate-bar" role="img" aria-label={heard.trim()}>
      <rect class="track" x="0" y="12" width="100%" height="6" rx="3" />
      {of && (
        <g class={`${toneOf(of.standing)} ${of.standing === 'weak' || of.standing === 'strong' ? 'filled' : 'outlined'}`}>
          <rect class="range" x={`${place(of.low, from)}%`} y="8" width={`${place(of.high, from) - place(of.low, from)}%`} height="14" rx="7" />
        </g>
      )}
      {line !== undefined && <line class="pass" x1={`${place(line, from)}%`} x2={`${place(line, from)}%`} y1="0" y2="30" />}
      {of && (
        <svg class={`mark ${toneOf(of.standing)}`} x={`${place(of.mean, from)}%`} y="15">
          <Shape of={of.standing} />
        </svg>
      )}
    </svg>
  )
}

/** The axis below the last bar of a screen. */
export function EstimateAxis({ from }: { from: 0 | 40 }): JSX.Element {
  const { number } = useWords()
  const ticks = from === 40 ? [40, 55, 70, 85, 100] : [0, 25, 50, 75, 100]
  return (
    <svg class="estimate-axis" aria-hidden="true">
      {ticks.map((tick, at) => (
        <text x={`${place(tick / 100, from)}%`} y="13" text-anchor={at === 0 ? 'start' : at === ticks.length - 1 ? 'end' : 'middle'}>
          {number(tick)}
        </text>
      ))}
    </svg>
  )
}

/** What the marks mean. `line` is the line in words. */
export function EstimateKey({ line }: { line?: string | undefined }): JSX.Element {
  const { say } = useWords()
  return (
    <p class="estimate-key" aria-hidden="true">
      <span>
        <svg width="26" height="14"><rect class="key-range" x="1" y="1" width="24" height="12" rx="6" /></svg>
        {say('shell.estimate.key.range')}
      </span>
      <span>
        <svg width="12" height="12" viewBox="-9 -9 18 18"><Shape of="uncertain" /></svg>
        {say('shell.estimate.key.mean')}
      </span>
      {line && (
        <span>
          <svg width="2" height="16"><line class="key-line" x1="1" x2="1" y1="0" y2="16" /></svg>
          {line}
        </span>
      )}
    </p>
  )
}
