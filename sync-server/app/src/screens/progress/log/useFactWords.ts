import type { ExamDomain, FactBody, FactKind } from '@rebound/core'

import { useCall } from '../../../core/call.ts'
import { useExam } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'

/** What somebody recorded; what the app notes for itself is left out. */
export const KINDS = {
  all: ['attempt', 'study_session', 'answer', 'review_time', 'practice_set', 'simulation', 'diagnosis', 'questionnaire', 'domain_note', 'resource', 'prior_preparation', 'availability', 'day_exception', 'exam_choice', 'exam_date', 'retake_override', 'commitment'],
  study: ['study_session', 'review_time'],
  questions: ['practice_set', 'simulation', 'answer', 'diagnosis'],
  sittings: ['attempt', 'questionnaire', 'domain_note', 'prior_preparation', 'retake_override'],
  weeks: ['availability', 'day_exception', 'exam_date', 'commitment'],
  rest: ['resource', 'exam_choice'],
} as const satisfies Record<string, readonly FactKind[]>

export type KindGroup = keyof typeof KINDS

export function kindOf(body: FactBody): FactKind {
  return Object.keys(body)[0] as FactKind
}

/** A fact in two lines: what it is, and what it says. */
export function useFactWords(): (body: FactBody) => { title: string; more: string | undefined } {
  const { say, sayCode, day, time, number } = useWords()
  const domains = useCall('examSheet', useExam()).value?.exam.domains ?? []
  const domainOf = (id: string | null | undefined): string | undefined => (id ? nameOf(id, domains) : undefined)
  const line = (...parts: (string | undefined | null)[]): string | undefined => parts.filter(Boolean).join(' · ') || undefined
  const detail = (body: FactBody): string | undefined => {
    if ('study_session' in body) {
      const { minutes, domain, activity, resource } = body.study_session
      return line(time(minutes), domainOf(domain), sayCode('progress.value', activity), resource)
    }
    if ('practice_set' in body) {
      const { correct, of, domain, bank, minutes } = body.practice_set
      return line(say('progress.answers.of', { correct, answered: of }), domainOf(domain), bank, time(minutes))
    }
    if ('simulation' in body) {
      const { total, domains, bank, minutes } = body.simulation
      const sum = total ?? domains.reduce((all, one) => ({ correct: all.correct + one.correct, of: all.of + one.of }), { correct: 0, of: 0 })
      return line(say('progress.answers.of', { correct: sum.correct, answered: sum.of }), bank, time(minutes))
    }
    if ('answer' in body) return line(sayCode('progress.value', body.answer.result), domainOf(body.answer.domain), body.answer.bank)
    if ('review_time' in body) return line(time(Math.round(body.review_time.review_ms / 60_000)), domainOf(body.review_time.domain))
    if ('attempt' in body) {
      const { exam, sat_on, outcome, report } = body.attempt
      return line(exam, day(sat_on, 'table'), sayCode('progress.value', outcome), report?.overall === null || report?.overall === undefined ? undefined : number(report.overall))
    }
    if ('resource' in body) return line(body.resource.name, sayCode('progress.family', body.resource.family))
    if ('domain_note' in body) return line(domainOf(body.domain_note.domain), sayCode('progress.value', body.domain_note.explanation), ...(body.domain_note.topics ?? []))
    if ('questionnaire' in body) return say('progress.replies', { count: body.questionnaire.replies.length })
    if ('availability' in body) return say('progress.slots', { count: body.availability.slots.length })
    if ('day_exception' in body) return line(day(body.day_exception.date, 'long'), body.day_exception.slots.length === 0 ? say('plan.different.off') : undefined)
    if ('exam_choice' in body) return body.exam_choice.exam
    if ('exam_date' in body) return line(body.exam_date.exam, body.exam_date.date ? day(body.exam_date.date, 'table') : undefined)
    if ('retake_override' in body) return line(day(body.retake_override.date, 'table'), body.retake_override.note)
    if ('commitment' in body) return line(day(body.commitment.date, 'long'), time(body.commitment.minutes), body.commitment.note)
    return undefined
  }
  return (body) => ({ title: say(`progress.kind.${kindOf(body)}`), more: detail(body) })
}

function nameOf(id: string, domains: readonly ExamDomain[]): string {
  const name = domains.find((one) => one.id === id)?.name
  return name ? `${id} ${name}` : id
}
