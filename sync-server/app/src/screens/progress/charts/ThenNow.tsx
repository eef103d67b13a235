import type { Comparison, ComparisonLine } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { ShareBar, ShareKey, type Share, type Tone } from '../../../parts/Bars.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Told } from '../../../parts/Told.tsx'

const TONES: Record<string, Tone> = { video: 'video', bank: 'bank', text: 'text', lab: 'lab', peer: 'accent-mid' }

/** What is different from last time: the kinds of material, and the hours. */
export function ThenNow({ comparison: { families, then, now, said } }: { comparison: Comparison }): JSX.Element {
  const { say, sayCode, time, share } = useWords()
  const sharesOf = (side: 'then' | 'now'): Share[] =>
    families.flatMap((line: ComparisonLine) => {
      const part = line[side]
      return part === null || part === 0 ? [] : [{ key: line.key, label: sayCode('progress.family', line.key), share: part, tone: TONES[line.key] ?? 'unsure' }]
    })
  const heard = (shares: readonly Share[]): string => shares.map((one) => `${one.label} ${share(one.share)}`).join(', ')
  const sides = (['then', 'now'] as const).map((side) => ({ side, shares: sharesOf(side), minutes: side === 'then' ? then : now }))
  const keys = new Map(sides.flatMap(({ shares }) => shares).map((one) => [one.key, one]))
  return (
    <Card title={say('progress.different')}>
      <div class="then-now small">
        {sides.map(({ side, shares, minutes }) => [
          <span key={`${side} name`}>{say(`progress.${side}`)}</span>,
          shares.length > 0 ? <ShareBar key={side} shares={shares} label={heard(shares)} /> : <span key={side} class="muted">{say('progress.unknown')}</span>,
          <span key={`${side} time`} class="num muted">{time(minutes)}</span>,
        ])}
      </div>
      {keys.size > 0 && <ShareKey shares={[...keys.values()]} />}
      <p class="small muted">{say('progress.now.text')}</p>
      {said.map((line) => <p key={line} class="small"><Told>{line}</Told></p>)}
    </Card>
  )
}
