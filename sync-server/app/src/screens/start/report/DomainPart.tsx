import type { EvidenceKind, ExamDomain, ExamSheet } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Choice } from '../../../parts/Choice.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { Stepper } from '../../../parts/Stepper.tsx'
import { Ticks } from '../../../parts/Ticks.tsx'
import { levelsOf, objectivesOf, type Entry } from './reportDraft.ts'

type Props = {
  domain: ExamDomain
  kind: EvidenceKind
  sheet: ExamSheet
  entry: Entry
  problem: string | undefined
  onEntry: (entry: Entry) => void
  onLeave: () => void
}

const QUARTERS = [0, 25, 50, 75] as const
const RATINGS = [1, 2, 3, 4, 5] as const
const OBJECTIVES_MAX = 40

/** What a report prints for one domain, in the vendor's own form. */
export function DomainPart({ domain, kind, sheet, entry, problem, onEntry, onLeave }: Props): JSX.Element {
  const { say } = useWords()
  const legend = domain.name
  const put = (some: Partial<Entry>): void => onEntry({ ...entry, ...some })
  switch (kind) {
    case 'missed_objectives':
      return <Objectives domain={domain} entry={entry} onEntry={onEntry} />
    case 'percent':
    case 'scaled': {
      const { scale } = sheet.exam
      const hint = kind === 'scaled' && scale ? say('start.report.scale', { min: scale.min, max: scale.max }) : undefined
      const label = kind === 'percent' ? say('start.report.percentOf', { domain: legend }) : legend
      return <TextField label={label} hint={hint} value={entry.low ?? ''} inputMode="decimal" maxLength={20} error={problem} onLeave={onLeave} onValue={(low) => put({ low })} />
    }
    case 'bar':
      return (
        <div class="stack">
          <Choice
            legend={legend}
            isEven
            options={QUARTERS.map((low) => ({ value: low, label: say('start.report.quarter', { low, high: low + 25 }), spoken: say('start.report.quarter.spoken', { low, high: low + 25 }) }))}
            value={QUARTERS.find((low) => entry.low === String(low) && entry.high === String(low + 25))}
            onValue={(low) => put({ low: String(low), high: String(low + 25) })}
          />
          <fieldset class="pair">
            <legend class="unseen">{legend}</legend>
            <TextField label={say('start.report.bar.low')} value={entry.low ?? ''} inputMode="decimal" maxLength={20} error={problem} onLeave={onLeave} onValue={(low) => put({ low })} />
            <TextField label={say('start.report.bar.high')} value={entry.high ?? ''} inputMode="decimal" maxLength={20} onLeave={onLeave} onValue={(high) => put({ high })} />
          </fieldset>
        </div>
      )
    case 'band':
      return (
        <Choice
          legend={legend}
          options={levelsOf(sheet).map((name, at) => ({ value: at + 1, label: <span lang="en">{name}</span> }))}
          value={entry.level}
          onValue={(level) => put({ level })}
        />
      )
    case 'rank':
      return (
        <Choice
          legend={legend}
          options={sheet.exam.domains.map((_, at) => ({ value: at + 1, label: String(at + 1) }))}
          value={entry.level}
          onValue={(level) => put({ level })}
        />
      )
    case 'self_rating':
      return (
        <Choice
          legend={legend}
          isEven
          options={RATINGS.map((level) => ({ value: level, label: String(level), spoken: say(`start.report.rating.${level}`) }))}
          value={entry.level}
          onValue={(level) => put({ level })}
        />
      )
  }
}

/** The objectives of one domain to tick; where their number is not known, it can be said. */
function Objectives({ domain, entry, onEntry }: Pick<Props, 'domain' | 'entry' | 'onEntry'>): JSX.Element {
  const { say } = useWords()
  const missed = entry.missed ?? []
  const objectives = objectivesOf(domain, entry)
  const isKnown = domain.objectives.length > 0
  return (
    <div class="stack">
      <Ticks
        legend={say('start.report.objectives', { domain: domain.name })}
        ticks={objectives.map((key) => ({ key, number: key, isOn: missed.includes(key) }))}
        onTick={(key, isOn) => onEntry({ ...entry, missed: objectives.filter((one) => (one === key ? isOn : missed.includes(one))) })}
      />
      {!isKnown && (
        <>
          <Stepper
            label={say('start.report.of', { domain: domain.name })}
            value={objectives.length}
            min={1}
            max={OBJECTIVES_MAX}
            onValue={(of) => onEntry({ ...entry, of, ...(entry.missed && { missed: missed.filter((one) => Number(one.split('.').at(-1)) <= of) }) })}
          />
          <p class="small muted">{say(entry.of === undefined ? 'start.report.of.assumed' : 'start.report.of.said')}</p>
        </>
      )}
    </div>
  )
}
