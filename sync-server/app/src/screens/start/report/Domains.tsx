import type { ExamSheet } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Group } from '../../../parts/Card.tsx'
import { Choice } from '../../../parts/Choice.tsx'
import { DomainPart } from './DomainPart.tsx'
import { kindOf, type ReportDraft } from './reportDraft.ts'

type Props = {
  sheet: ExamSheet
  draft: ReportDraft
  /** Which domain is shown; `undefined` for all. */
  step: number | undefined
  problemOf: (name: string) => string | undefined
  onChange: (some: Partial<ReportDraft>) => void
  onLeave: (name: string) => () => void
}

/** The domains of a report: one at a time where there are objectives to tick, else all of them. */
export function Domains({ sheet, draft, step, problemOf, onChange, onLeave }: Props): JSX.Element {
  const { say, sayCode } = useWords()
  const { domains } = sheet.exam
  if (draft.isTotalOnly) {
    return (
      <div class="stack">
        <p class="muted">{say('start.report.totalOnly')}</p>
        <div><Button onPress={() => onChange({ isTotalOnly: false })}>{say('start.report.withDomains')}</Button></div>
      </div>
    )
  }
  const kind = kindOf(draft, sheet)
  const kinds = sheet.report_form?.evidence ?? ['self_rating', 'percent']
  const shown = step === undefined ? domains : domains.slice(step, step + 1)
  const [only] = shown
  const ticked = Object.values(draft.entries).reduce((sum, { missed }) => sum + (missed?.length ?? 0), 0)
  const part = (domain: (typeof domains)[number]): JSX.Element => (
    <DomainPart
      domain={domain}
      kind={kind}
      sheet={sheet}
      entry={draft.entries[domain.id] ?? {}}
      problem={problemOf(domain.id)}
      onEntry={(entry) => onChange({ entries: { ...draft.entries, [domain.id]: entry } })}
      onLeave={onLeave(domain.id)}
    />
  )
  return (
    <Group title={sayCode('start.report.question', kind)} aside={step === undefined ? undefined : say('start.report.domainOf', { number: step + 1, of: domains.length })}>
      {kinds.length > 1 && (
        <Choice legend={say('start.report.kind')} options={kinds.map((value) => ({ value, label: sayCode('start.report.kind', value) }))} value={kind} onValue={(chosen) => onChange({ kind: chosen })} />
      )}
      {kind === 'missed_objectives' && only && step !== undefined ? (
        <>
          <p class="small muted"><DomainLine domain={only} /> {say('start.report.listedMeans')}</p>
          {part(only)}
          <p class="small muted num" role="status">
            {say('start.report.ticked', { here: draft.entries[only.id]?.missed?.length ?? 0, all: ticked })}
          </p>
        </>
      ) : (
        <>
          <p class="small muted">{sayCode('start.report.hint', kind)}</p>
          <div class="list">{shown.map((domain) => <div class="domain-part" key={domain.id}>{part(domain)}</div>)}</div>
        </>
      )}
      {(step ?? 0) === 0 && <div><Button kind="plain" onPress={() => onChange({ isTotalOnly: true })}>{say('start.report.thatIsAll')}</Button></div>}
    </Group>
  )
}

function DomainLine({ domain }: { domain: ExamSheet['exam']['domains'][number] }): JSX.Element {
  const { say, share } = useWords()
  const { weight } = domain
  if (!weight) return <>{domain.name}.</>
  const [min, max] = [share(weight.min / 100), share(weight.max / 100)]
  return <>{say('start.report.weight', { name: domain.name, weight: min === max ? min : `${min}–${max}` })}</>
}
