import type { Conditions, DomainId, ExamCode, PracticeSet, Resource, ResourceId } from '@rebound/core'

/** Where questions are from. What is not chosen yet is `undefined`. */
export type Bank = {
  bank: ResourceId | typeof ANOTHER | undefined
  /** What another bank is called, and whether it works without a network. */
  name: string
  isOffline: boolean
}

/** A set of questions as it is filled in. */
export type SetForm = Bank & {
  domain: DomainId | typeof MIXED | undefined
  questions: number
  right: number | undefined
  conditions: Conditions
  minutes: number
  looking: number
  isOtherTime: boolean
  seenBefore: number
}

export const ANOTHER = ''
export const MIXED = ''
export const QUESTIONS_MAX = 1000
const FIRST_QUESTIONS = 20

/** What was timed, or is to be corrected. */
export type Given = { minutes?: string | undefined; domain?: string | undefined; bank?: string | undefined; questions?: string | undefined }

/** Filled in from the last set, and over that from what was timed. */
export function filledIn(last: PracticeSet | null, given: Given): SetForm {
  const first: SetForm = last ? formOf(last) : {
    bank: undefined, name: '', isOffline: true, domain: undefined, questions: FIRST_QUESTIONS, right: undefined,
    conditions: 'relaxed', minutes: FIRST_QUESTIONS, looking: FIRST_QUESTIONS, isOtherTime: false, seenBefore: 0,
  }
  const timed = whole(given.minutes)
  const questions = whole(given.questions) ?? first.questions
  return {
    ...first,
    right: last && last.of > 0 ? Math.round((last.correct / last.of) * questions) : undefined,
    seenBefore: 0,
    questions,
    ...(given.bank && { bank: given.bank }),
    ...(given.domain !== undefined && { domain: given.domain }),
    // Half for answering, half for looking at them: as the plan has it.
    ...(timed !== undefined && { minutes: Math.ceil(timed / 2), looking: Math.floor(timed / 2) }),
  }
}

/** A set that is corrected. */
export function formOf({ bank, domain, correct, of, minutes, review_minutes, conditions, seen_before }: PracticeSet): SetForm {
  return {
    bank, name: '', isOffline: true, domain: domain ?? MIXED, questions: of, right: correct, conditions, minutes,
    looking: review_minutes, isOtherTime: false, seenBefore: seen_before,
  }
}

/** Fewer questions leave no more right ones, and no more that were seen before. */
export function withQuestions(form: SetForm, questions: number): SetForm {
  const { right, seenBefore } = form
  return { ...form, questions, right: right === undefined ? undefined : Math.min(right, questions), seenBefore: Math.min(seenBefore, questions) }
}

/** Seven numbers around what was right the last time, for one tap. */
export function quickRights(last: PracticeSet | null, questions: number): number[] {
  const share = last && last.of > 0 ? last.correct / last.of : 0.7
  const count = Math.min(7, questions + 1)
  const first = Math.min(questions + 1 - count, Math.max(0, Math.round(share * questions) - 3))
  return Array.from({ length: count }, (_, at) => first + at)
}

export type Time = { minutes: number; looking: number }

/** Stretches of time for one tap: as it is filled in, and with a short look at them. */
export function quickTimes({ minutes, looking }: Time): Time[] {
  const short = Math.min(10, minutes)
  return looking === short ? [{ minutes, looking }, { minutes, looking: minutes }] : [{ minutes, looking }, { minutes, looking: short }]
}

export function lacksBank({ bank, name }: Bank): boolean {
  return bank === undefined || (bank === ANOTHER && name.trim() === '')
}

/** What is not filled in yet. */
export function missing(form: SetForm): 'bank' | 'domain' | 'right' | undefined {
  if (lacksBank(form)) return 'bank'
  if (form.domain === undefined) return 'domain'
  return form.right === undefined ? 'right' : undefined
}

export function setOf(exam: ExamCode, form: SetForm, bank: ResourceId): PracticeSet {
  const { domain, questions, right, minutes, looking, conditions, seenBefore } = form
  return {
    exam, bank, domain: domain === MIXED || domain === undefined ? null : domain, correct: right ?? 0, of: questions,
    minutes, review_minutes: looking, conditions, seen_before: seenBefore,
  }
}

/** A bank that has no key yet, under one that no other has. */
export function newBank(name: string, isOffline: boolean, known: readonly Resource[]): Resource {
  const plain = name.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || 'bank'
  const isTaken = (key: string): boolean => known.some(({ resource }) => resource === key)
  let key = plain
  for (let number = 2; isTaken(key); number += 1) key = `${plain}-${number}`
  return { resource: key, name: name.trim(), family: 'bank', offline: isOffline ? 'works' : 'needs_network' }
}

/** A count that stands in an address. */
export function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined
}
