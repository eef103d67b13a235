// The names of `@rebound/core` until the package is here: its types are generated, its calls are those of the phones.
import type {
  Anomaly, Availability, CalendarDay, Coaching, Comparison, DeviceId, DomainId, Eligibility, ExamCode, ExamEntry,
  ExamLabels, ExamSheet, Fact, FactBody, FactId, FactSheet, LogPage, LogQuery, Minutes, Outcome, Page, PassLine, Plan,
  PracticeSet, ReportReading, Said, Statements, Summary, SyncStatus, Today, UtcMillis,
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

export type GrowthPoint = { day: CalendarDay; low: number; mean: number; high: number }
export type DomainGrowth = {
  domain: DomainId
  name: string
  share: number
  then: GrowthPoint | null
  points: GrowthPoint[]
  direction: 'higher' | 'lower' | 'level' | 'first' | 'unknown'
  said: string
}
export type WeekDone = { monday: CalendarDay; done: Minutes; planned: Minutes | null; correct: number; answered: number }
export type Growth = {
  date: CalendarDay
  line: PassLine
  finding: string
  domains: DomainGrowth[]
  weeks: WeekDone[]
  hours: string | null
  comparison: Comparison | null
}

export type SharedProgress = { relation: string; document: string; fingerprint: string; state: 'to_be_sent' | 'shown' | 'ended' }
export type FollowedProgress = { document: string; fingerprint: string | null; state: 'awaited' | 'shown' | 'withdrawn' }
export type Sharing = { shared: SharedProgress[]; followed: FollowedProgress[] }
export type Invitation = { document: string; text: string; fingerprint: string }
export type PartnerWeek = { week: string; sessions: number; study_days: number }
export type Imported = { new: number; known: number; clashes: Anomaly[] }
export type KeyWarnings = { before_first_sync: string; recovery_code: string; last_device: string; seen_by_the_server: string }
export type AccountDevice = { device: DeviceId; name: string; registered: UtcMillis; seen: UtcMillis; this: boolean }
export type AskingDevice = { device: DeviceId; name: string; was_told: boolean }
export type ServerInvite = { invite: string; expires: UtcMillis; claimed_by: string | null }
export type OtherDevices = 'stay' | 'end'

export interface Account {
  readonly server: string
  hasAccount(): Promise<boolean>
  warnings(): Promise<KeyWarnings>
  fingerprint(): Promise<string>
  forget(): Promise<void>
  register(server: string, name: string, token?: string | null): Promise<{ recovery_code: string; fingerprint: string }>
  join(text: string, server: string | null, name: string): Promise<{ fingerprint: string }>
  recover(code: string, server: string, name: string, others: OtherDevices): Promise<{ fingerprint: string }>
  beginPairing(): Promise<{ text: string; link: string; expires_in_s: number }>
  awaitDevice(text: string): Promise<{ devices: AskingDevice[] }>
  confirmPairing(text: string, device: DeviceId): Promise<{ fingerprint: string }>
  renewCode(old?: string | null): Promise<{ recovery_code: string }>
  devices(): Promise<{ devices: AccountDevice[] }>
  renameDevice(device: DeviceId, name: string): Promise<unknown>
  endDevice(device: DeviceId, code?: string | null): Promise<unknown>
  invite(relation: string): Promise<{ link: string; expires: UtcMillis }>
  claim(link: string): Promise<{ claimed: { document: string; owner: string } }>
  invites(relation: string): Promise<{ invites: ServerInvite[] }>
  confirmInvite(relation: string, invite: string): Promise<unknown>
  withdrawInvite(relation: string, invite: string): Promise<unknown>
  leave(document: string): Promise<unknown>
  deleteShared(relation: string): Promise<unknown>
  delete(code: string): Promise<unknown>
}

export type ErrorCode = string

export type Failure = { code: ErrorCode; reason: string; field?: string; wait_s?: number }

export class ReboundError extends Error {
  readonly code: ErrorCode
  readonly reason: string
  readonly field?: string
  readonly wait_s?: number

  constructor({ code, reason, field, wait_s }: Failure) {
    super(reason)
    this.code = code
    this.reason = reason
    if (field !== undefined) this.field = field
    if (wait_s !== undefined) this.wait_s = wait_s
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
  importJson(text: string): Promise<Imported>
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
  growth(exam: ExamCode): Promise<Growth>
  sittings(exam: ExamCode): Promise<ListedSitting[]>
  lastSet(exam: ExamCode): Promise<PracticeSet | null>
  week(): Promise<Availability | null>
  today(exam: ExamCode): Promise<Today>
  shown(exam: ExamCode): Promise<FactId | null>
  logPage(query: LogQuery): Promise<LogPage>
  factSheet(fact: FactId): Promise<FactSheet>
  remove(fact: FactId): Promise<FactId>
  restore(fact: FactId): Promise<void>
  shareProgress(relation: string): Promise<Invitation>
  endSharing(relation: string): Promise<void>
  followProgress(text: string): Promise<{ document: string; fingerprint: string }>
  progress(document: string): Promise<PartnerWeek[]>
  sharing(): Promise<Sharing>
  stopFollowing(document: string): Promise<void>
  account: Account
  subscribe(listener: () => void): () => void
  sync: { status: SyncShown; subscribe(listener: () => void): () => void; start(): void; stop(): void }
}

export function open(_options: { server?: string }): Promise<Rebound> {
  return Promise.reject(new ReboundError({ code: 'unavailable', reason: 'the core is not built' }))
}
