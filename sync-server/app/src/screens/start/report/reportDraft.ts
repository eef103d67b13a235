import type {
  Attempt, CalendarDay, DomainId, DomainReading, Evidence, EvidenceKind, ExamCode, ExamSheet, ObjectiveId, Outcome, ScoreReport,
} from '@rebound/core'

import { readNumber } from '../../../language/number.ts'

/** What has been typed in for one domain: as text, so that nothing is lost of what cannot be read. */
export type Entry = { missed?: ObjectiveId[]; of?: number; low?: string; high?: string; level?: number }

/** A report as far as it is filled in. */
export type ReportDraft = {
  outcome: Outcome
  satOn: CalendarDay
  score: string
  mark: string
  retakeOn: string
  version: string
  /** What the report prints for a domain, where its vendor's forms differ. */
  kind: EvidenceKind | undefined
  entries: Record<DomainId, Entry>
  /** Which domain is shown, where they are shown one at a time. */
  step: number
  /** Nothing is printed but the total. */
  isTotalOnly: boolean
}

export function emptyDraft(today: CalendarDay): ReportDraft {
  return {
    outcome: 'fail', satOn: today, score: '', mark: '', retakeOn: '', version: '', kind: undefined, entries: {}, step: 0, isTotalOnly: false,
  }
}

/** How many objectives a domain is taken to have until somebody says it. */
export const OBJECTIVES_ASSUMED = 6

/** What is wrong with a field, by its name: `score`, `satOn`, or a domain's key. */
export type Problem =
  | { kind: 'no_number'; value: string }
  | { kind: 'off_scale'; value: string; min: number; max: number }
  | { kind: 'no_date' }
  | { kind: 'to_come' }
  | { kind: 'not_after' }
  | { kind: 'ends_swapped'; value: string }
  | { kind: 'reaches' | 'does_not_reach'; value: string; mark: number }

export type Problems = Partial<Record<string, Problem>>

/** The kind of evidence to ask for. */
export function kindOf(draft: ReportDraft, sheet: ExamSheet): EvidenceKind {
  const known = sheet.report_form?.evidence ?? ['self_rating', 'percent']
  return draft.kind && known.includes(draft.kind) ? draft.kind : (known[0] ?? 'self_rating')
}

/** The mark that the score is held against: the one on the report, else the published one. */
function markOf(draft: ReportDraft, sheet: ExamSheet): number | undefined {
  return readNumber(draft.mark) ?? sheet.exam.pass_mark ?? undefined
}

/** The two numbers say something else than the outcome. */
function contradiction(draft: ReportDraft, sheet: ExamSheet): Problem | undefined {
  const [score, mark] = [readNumber(draft.score), markOf(draft, sheet)]
  if (score === undefined || mark === undefined) return undefined
  if (draft.outcome === 'fail' && score >= mark) return { kind: 'reaches', value: draft.score.trim(), mark }
  return draft.outcome === 'pass' && score < mark ? { kind: 'does_not_reach', value: draft.score.trim(), mark } : undefined
}

/** The objectives to tick in a domain: those that are known, else as many numbers as it is taken to have. */
export function objectivesOf(domain: ExamSheet['exam']['domains'][number], entry: Entry | undefined): ObjectiveId[] {
  if (domain.objectives.length > 0) return domain.objectives
  const numbers = Array.from({ length: entry?.of ?? OBJECTIVES_ASSUMED }, (_, at) => `${domain.id}.${at + 1}`)
  return [...numbers, ...(entry?.missed ?? []).filter((missed) => !numbers.includes(missed))]
}

/** Everything that is not as it can be. */
export function problemsOf(draft: ReportDraft, sheet: ExamSheet, today: CalendarDay): Problems {
  const { scale } = sheet.exam
  const problems: Problems = {}
  const number = (name: string, text: string, min: number, max: number): void => {
    if (text.trim() === '') return
    const value = readNumber(text)
    if (value === undefined) problems[name] = { kind: 'no_number', value: text.trim() }
    else if (value < min || value > max) problems[name] = { kind: 'off_scale', value: text.trim(), min, max }
  }
  number('score', draft.score, scale?.min ?? 0, scale?.max ?? 100_000)
  number('mark', draft.mark, scale?.min ?? 0, scale?.max ?? 100_000)
  const contradicted = problems.score || problems.mark ? undefined : contradiction(draft, sheet)
  if (contradicted) problems.score = contradicted
  if (!isDay(draft.satOn)) problems.satOn = { kind: 'no_date' }
  else if (draft.satOn > today) problems.satOn = { kind: 'to_come' }
  if (draft.retakeOn !== '' && !isDay(draft.retakeOn)) problems.retakeOn = { kind: 'no_date' }
  else if (draft.retakeOn !== '' && draft.retakeOn <= draft.satOn) problems.retakeOn = { kind: 'not_after' }
  if (draft.isTotalOnly) return problems

  const kind = kindOf(draft, sheet)
  for (const { id } of sheet.exam.domains) {
    const { low = '', high = '' } = draft.entries[id] ?? {}
    if (kind === 'percent') number(id, low, 0, 100)
    if (kind === 'scaled') number(id, low, scale?.min ?? 0, scale?.max ?? 100_000)
    if (kind === 'bar') {
      number(id, low, 0, 100)
      if (!problems[id]) number(id, high, 0, 100)
      if (!problems[id] && (readNumber(low) ?? 0) > (readNumber(high) ?? 100)) problems[id] = { kind: 'ends_swapped', value: `${low}, ${high}` }
    }
  }
  return problems
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`))
}

/** What is printed for a domain; `undefined` where nothing was entered. */
function evidenceOf(kind: EvidenceKind, entry: Entry, domain: ExamSheet['exam']['domains'][number], sheet: ExamSheet): Evidence | undefined {
  const [low, high] = [readNumber(entry.low ?? ''), readNumber(entry.high ?? '')]
  switch (kind) {
    case 'missed_objectives':
      return entry.missed && { missed_objectives: { objectives: entry.missed, of: objectivesOf(domain, entry).length } }
    case 'percent':
      return low === undefined ? undefined : { percent: low }
    case 'scaled':
      return low === undefined ? undefined : { scaled: low }
    case 'bar':
      return low === undefined && high === undefined ? undefined : { bar: { low: low ?? 0, high: high ?? 100 } }
    case 'band':
      return entry.level === undefined ? undefined : { band: { level: entry.level, of: levelsOf(sheet).length } }
    case 'rank':
      return entry.level === undefined ? undefined : { rank: { position: entry.level, of: sheet.exam.domains.length } }
    case 'self_rating':
      return entry.level === undefined ? undefined : { self_rating: entry.level }
  }
}

/** The names of the levels, lowest first. */
export function levelsOf(sheet: ExamSheet): readonly string[] {
  return sheet.report_form?.levels ?? []
}

/** The sitting as it is recorded. What an earlier record of it says besides stays. */
export function attemptOf(draft: ReportDraft, sheet: ExamSheet, zone: string, earlier?: Attempt): Attempt {
  const kind = kindOf(draft, sheet)
  const domains: DomainReading[] = draft.isTotalOnly
    ? []
    : sheet.exam.domains.flatMap((domain) => {
        const evidence = evidenceOf(kind, draft.entries[domain.id] ?? {}, domain, sheet)
        return evidence ? [{ domain: domain.id, evidence }] : []
      })
  const [overall, mark] = [readNumber(draft.score), readNumber(draft.mark)]
  const report: ScoreReport = {
    ...(overall !== undefined && { overall }),
    ...(mark !== undefined && { pass_mark: mark }),
    ...(draft.version.trim() && { version: draft.version.trim() }),
    ...(domains.length > 0 && { domains }),
    ...(draft.retakeOn && { retake_on: draft.retakeOn }),
  }
  const code: ExamCode = sheet.exam.code
  return {
    ...earlier,
    exam: code,
    sat_on: draft.satOn,
    zone: earlier?.zone ?? zone,
    outcome: draft.outcome,
    report: Object.keys(report).length > 0 ? report : null,
  }
}

/** A recorded sitting as a form to be corrected. */
export function draftOf(attempt: Attempt): ReportDraft {
  const { report } = attempt
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))
  const read = (report?.domains ?? []).map(({ domain, evidence }) => ({ domain, ...entryOf(evidence) }))
  return {
    outcome: attempt.outcome,
    satOn: attempt.sat_on,
    score: text(report?.overall),
    mark: text(report?.pass_mark),
    retakeOn: report?.retake_on ?? '',
    version: report?.version ?? '',
    kind: read[0]?.kind,
    entries: Object.fromEntries(read.map(({ domain, entry }) => [domain, entry])),
    step: 0,
    isTotalOnly: read.length === 0,
  }
}

function entryOf(evidence: Evidence): { kind: EvidenceKind | undefined; entry: Entry } {
  if ('missed_objectives' in evidence) {
    const { objectives, of } = evidence.missed_objectives
    return { kind: 'missed_objectives', entry: { missed: objectives, of } }
  }
  if ('percent' in evidence) return { kind: 'percent', entry: { low: String(evidence.percent) } }
  if ('scaled' in evidence) return { kind: 'scaled', entry: { low: String(evidence.scaled) } }
  if ('bar' in evidence) return { kind: 'bar', entry: { low: String(evidence.bar.low), high: String(evidence.bar.high) } }
  if ('band' in evidence) return { kind: 'band', entry: { level: evidence.band.level } }
  if ('rank' in evidence) return { kind: 'rank', entry: { level: evidence.rank.position } }
  if ('self_rating' in evidence) return { kind: 'self_rating', entry: { level: evidence.self_rating } }
  return { kind: undefined, entry: {} }
}
