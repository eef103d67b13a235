import type { Evidence, ReportRow } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { ClassWord } from '../../../parts/Chip.tsx'
import { EstimateBar } from '../../../parts/EstimateBar.tsx'
import { Told } from '../../../parts/Told.tsx'

type Props = { row: ReportRow; line: number | undefined; from: 0 | 40 }

/** A domain: its weight, where it stands, what that means, and what was printed. */
export function DomainRow({ row, line, from }: Props): JSX.Element {
  const { say, share } = useWords()
  const { domain, name, printed, printed_said, estimate, meaning } = row
  return (
    <li class="domain-row">
      <div class="row baseline between">
        <h3><bdi>{domain} {name}</bdi></h3>
        {estimate && <span class="small muted num unbroken" aria-label={say('exam.report.weight', { share: share(estimate.share) })}>{share(estimate.share)}</span>}
      </div>
      {estimate && <EstimateBar of={estimate} line={line} from={from} />}
      <div class="row wrap between">
        {estimate ? <ClassWord of={estimate.standing} /> : <span class="small"><Told>{meaning}</Told></span>}
        <span class="small muted num"><Printed printed={printed} said={printed_said} /></span>
      </div>
    </li>
  )
}

/** What was printed; which objectives were listed stays behind a tap. */
function Printed({ printed, said }: { printed: readonly Evidence[]; said: string }): JSX.Element {
  const { say } = useWords()
  const [only] = printed
  if (printed.length !== 1 || !only || !('missed_objectives' in only)) return <Told>{said}</Told>
  const { objectives, of } = only.missed_objectives
  const text = say('exam.report.listed', { listed: objectives.length, of })
  if (objectives.length === 0) return <>{text}</>
  return (
    <details class="listed">
      <summary>{text}</summary>
      {objectives.join(', ')}
    </details>
  )
}
