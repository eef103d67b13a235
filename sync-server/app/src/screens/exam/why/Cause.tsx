import type { CauseFinding, Comparison, Reason, Signal } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { Disclosure } from '../../../parts/Disclosure.tsx'
import { Told } from '../../../parts/Told.tsx'
import { hasRoute } from '../../../routes.ts'
import { FigureOf } from './FigureOf.tsx'

type Props = { finding: CauseFinding; remedies: readonly Reason[]; comparison: Comparison | null }

/** A cause that stands in front. */
export function CauseCard({ finding, remedies, comparison }: Props): JSX.Element {
  const { say, sayCode } = useWords()
  const [first, ...rest] = finding.evidence
  const changes = remedies.filter(({ rule }) => finding.remedies.includes(rule))
  return (
    <Card title={<span class="row wrap between">{sayCode('exam.cause', finding.cause)}<Chip isAccent={finding.class === 'confirmed'}>{sayCode('exam.support', finding.class)}</Chip></span>}>
      {first && <FigureOf signal={first} comparison={comparison} />}
      {first && <p class="small"><Told>{first.said}</Told></p>}
      {changes.length > 0 && (
        <p class="small"><strong>{say('exam.why.changes')}</strong> {changes.map(({ rule, said }) => <span key={rule}><Told>{said}</Told> </span>)}</p>
      )}
      <Evidence first={first} rest={rest} />
    </Card>
  )
}

/** A cause that was looked at. */
export function CauseRow({ finding }: { finding: CauseFinding }): JSX.Element {
  const { sayCode } = useWords()
  return (
    <li class="domain-row">
      <div class="row wrap between">
        <h3>{sayCode('exam.cause', finding.cause)}</h3>
        <Chip>{sayCode('exam.support', finding.class)}</Chip>
      </div>
      <Evidence first={undefined} rest={finding.evidence} />
    </li>
  )
}

/** What else speaks for or against it, and the records behind it, to be corrected. */
function Evidence({ first, rest }: { first: Signal | undefined; rest: readonly Signal[] }): JSX.Element | null {
  const { say, number } = useWords()
  const basis = [...new Set([...(first ? [first] : []), ...rest].flatMap((signal) => signal.basis))]
  const canOpen = hasRoute('/fact/:fact')
  if (rest.length === 0 && !canOpen) return null
  const shown = basis.slice(0, 5)
  return (
    <Disclosure title={say('exam.why.evidence')}>
      {rest.map((signal) => <p key={signal.rule}><Told>{signal.said}</Told></p>)}
      {canOpen && shown.length > 0 && (
        <ul>
          {shown.map((fact, at) => <li key={fact}><a class="record-link" href={`#/fact/${encodeURIComponent(fact)}`}>{say('exam.why.record', { number: at + 1 })}</a></li>)}
          {basis.length > shown.length && <li>{say('exam.why.records.more', { count: number(basis.length - shown.length) })}</li>}
        </ul>
      )}
    </Disclosure>
  )
}
