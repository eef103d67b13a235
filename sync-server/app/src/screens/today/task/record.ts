import type { Activity, BlockKind, FactBody, ResourceFamily } from '@rebound/core'

import type { Task } from './timer.ts'

/** Blocks in which questions are answered: what is recorded of them is a set. */
const SETS: readonly BlockKind[] = ['diagnostic', 'targeted_set', 'scenario_set', 'timed_set']

const BY_FAMILY: Record<ResourceFamily, Activity> = { text: 'reading', video: 'video', lab: 'lab', bank: 'practice', peer: 'peer' }

/** What is recorded of a task without counted answers. */
export function sessionOf({ exam, kind, domain, resource }: Task, minutes: number, family: ResourceFamily | undefined): FactBody {
  return { study_session: { exam, domain, minutes, activity: activityOf(kind, family), resource } }
}

function activityOf(kind: BlockKind, family: ResourceFamily | undefined): Activity {
  switch (kind) {
    case 'lab':
      return 'lab'
    case 'review':
    case 'recall':
    case 'light_review':
    case 'mock_exam_review':
    case 'checklist':
      return 'review'
    case 'study':
      return family ? BY_FAMILY[family] : 'reading'
    case 'diagnostic':
    case 'targeted_set':
    case 'scenario_set':
    case 'timed_set':
    case 'pacing_drill':
    case 'reading_drill':
    case 'change_drill':
    case 'technique':
    case 'mock_exam':
      return 'practice'
  }
}

/** The way to the form in which answers are counted, filled in from what was timed; none for other work. */
export function formPath({ kind, domain, resource, questions }: Task, minutes: number): string | undefined {
  if (kind === 'mock_exam') return `/mock?${new URLSearchParams({ minutes: String(minutes) }).toString()}`
  if (!SETS.includes(kind)) return undefined
  const values = new URLSearchParams({ minutes: String(minutes), domain: domain ?? '' })
  if (resource) values.set('bank', resource)
  if (questions) values.set('questions', String(questions))
  return `/set?${values.toString()}`
}
