import type { Today } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { List, Row } from '../../../parts/List.tsx'
import { Told } from '../../../parts/Told.tsx'

/** The exam in a line. */
export function ExamLine({ of: { exam_day, days_left } }: { of: Pick<Today, 'exam_day' | 'days_left'> }): JSX.Element {
  const { say, day } = useWords()
  const line = (): { title: string; more?: JSX.Element } => {
    if ('fixed' in exam_day) return { title: say('today.exam.booked', { day: day(exam_day.fixed.date, 'long'), days: days_left ?? -1 }) }
    if ('provisional' in exam_day) {
      const { date, reason } = exam_day.provisional
      return { title: say('today.exam.proposed', { day: day(date, 'long') }), more: <Told>{reason}</Told> }
    }
    return { title: say('today.exam.none'), more: <Told>{exam_day.none.reason}</Told> }
  }
  return (
    <List label={say('today.exam')}>
      <Row icon="exam" to="/exam" {...line()} />
    </List>
  )
}
