import type { Comparison, Signal } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { ShareBar, ShareKey, type Tone } from '../../../parts/Bars.tsx'

const TONES: Record<string, Tone> = { video: 'video', bank: 'bank', text: 'text', lab: 'lab', peer: 'unsure' }

/** The numbers of a piece of evidence as a picture, where it has two to compare. */
export function FigureOf({ signal, comparison }: { signal: Signal; comparison: Comparison | null }): JSX.Element | null {
  const { say, time } = useWords()
  const values = new Map(signal.values)
  const value = (name: string): number | undefined => values.get(name)
  if (signal.rule === 'P3.families' && comparison) {
    const shares = comparison.families.flatMap(({ key, label, then }) => (then ? [{ key, label, share: then, tone: TONES[key] ?? 'unsure' }] : []))
    return <div class="tight"><ShareBar shares={shares} label={signal.said} /><ShareKey shares={shares} /></div>
  }
  const [weight, share, need] = [value('weight'), value('share'), value('need')]
  if (weight !== undefined && share !== undefined) return <Compare measure={weight} own={share} labels={[say('exam.figure.exam'), say('exam.figure.hours')]} />
  if (need !== undefined && share !== undefined) return <Compare measure={need} own={share} labels={[say('exam.figure.good'), say('exam.figure.hours')]} />
  const [minutes, wanted] = [value('minutes'), value('minutes_wanted')]
  if (minutes !== undefined && wanted !== undefined && wanted > 0) {
    return <Compare measure={1} own={Math.min(1, minutes / wanted)} labels={[say('exam.figure.wanted'), say('exam.figure.done')]} texts={[time(Math.round(wanted)), time(Math.round(minutes))]} />
  }
  return null
}

type Two<T> = readonly [T, T]

/** Two bars of one scale. */
function Compare({ measure, own, labels, texts }: { measure: number; own: number; labels: Two<string>; texts?: Two<string> }): JSX.Element {
  const { share } = useWords()
  const [measureText, ownText] = texts ?? [share(measure), share(own)]
  const bar = (part: number, tone: string): JSX.Element => (
    <svg aria-hidden="true">
      <rect class="track" width="100%" height="12" rx="4" />
      <rect class={tone} width={`${Math.min(1, part) * 100}%`} height="12" rx="4" />
    </svg>
  )
  return (
    <div class="compare num">
      <span>{labels[0]}</span>{bar(measure, 'measure')}<span>{measureText}</span>
      <span>{labels[1]}</span>{bar(own, 'own')}<span>{ownText}</span>
    </div>
  )
}
