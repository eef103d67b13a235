// The names of `@rebound/core` until the package is here: its types are generated, its calls are those of the phones.
import type {
  Anomaly, Availability, CalendarDay, Coaching, Eligibility, ExamCode, ExamEntry, ExamLabels, ExamSheet, Fact, FactBody,
  FactId, FactSheet, LogPage, LogQuery, Outcome, Page, Plan, PracticeSet, ReportReading, Said, Statements, Summary, SyncStatus, Today,
} from './types.ts'

export type * from './types.ts'

export type ListedSitting = {
  attempt: FactId
  sat_on: CalendarDay
  outcome: Outcome
  standing: 'to_come' | 'taken' | 'not_counted'
  score: Said | null
  causes: Said[]
}

export type Briefing = { exam: ExamLabels; coaching: Coaching; warnings: Said[] }

export type ErrorCode = string

export class ReboundError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly reason: string,
    readonly field?: string,
    readonly wait_s?: number,
  ) {
    super(reason)
  }
}

export type SyncShown = {
  state: 'no_account' | 'offline' | 'connecting' | 'exchanging' | 'up_to_date' | 'waiting' | 'ended'
  waiting: number
  syncedAt?: number
  reason?: string
  code?: string
}

export interface Rebound {
  record(body: FactBody): Promise<FactId>
  correct(fact: FactId, body: FactBody): Promise<FactId>
  check(body: FactBody): Promise<void>
  importJson(text: string): Promise<unknown>
  exportJson(): Promise<string>
  anomalies(): Promise<Anomaly[]>
  facts(): Promise<Fact[]>
  summary(exam: ExamCode): Promise<Summary>
  eligibility(exam: ExamCode): Promise<Eligibility>
  plan(exam: ExamCode): Promise<Plan>
  briefing(exam: ExamCode): Promise<Briefing>
  page(exam: ExamCode): Promise<Page>
  annotatedReport(exam: ExamCode): Promise<string | null>
  syncStatus(): Promise<SyncStatus>
  chosenExam(): Promise<ExamCode | null>
  exams(search: string): Promise<ExamEntry[]>
  examSheet(exam: ExamCode): Promise<ExamSheet>
  report(exam: ExamCode): Promise<ReportReading>
  statements(exam: ExamCode): Promise<Statements>
  growth(exam: ExamCode): Promise<unknown>
  sittings(exam: ExamCode): Promise<ListedSitting[]>
  lastSet(exam: ExamCode): Promise<PracticeSet | null>
  week(): Promise<Availability | null>
  today(exam: ExamCode): Promise<Today>
  shown(exam: ExamCode): Promise<FactId | null>
  logPage(query: LogQuery): Promise<LogPage>
  factSheet(fact: FactId): Promise<FactSheet>
  remove(fact: FactId): Promise<FactId>
  restore(fact: FactId): Promise<void>
  subscribe(listener: () => void): () => void
  sync: { status: SyncShown; subscribe(listener: () => void): () => void; start(): void; stop(): void }
}

export function open(_options: { server?: string }): Promise<Rebound> {
  return Promise.reject(new ReboundError('unavailable', 'the core is not built'))
}
