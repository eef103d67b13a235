import type { SittingQuestion, Verdict } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Told } from '../../../parts/Told.tsx'

/** One sitting entered twice, or two: asked before any date is told, with what each answer means. */
export function Question({ question, exam }: { question: SittingQuestion; exam: string }): JSX.Element {
  const { say } = useWords()
  const { records, if_one, if_each, text } = question
  return (
    <Card title={say('exam.question.title')}>
      <p><Told>{text}</Told></p>
      <dl class="stack small">
        <div><dt class="over">{say('exam.question.one')}</dt><dd><Line verdict={if_one} /></dd></div>
        <div><dt class="over">{say('exam.question.each')}</dt><dd><Line verdict={if_each} /></dd></div>
      </dl>
      <div class="stack">
        <Button kind="primary" isFull to="/exam/sittings">{say('exam.question.remove')}</Button>
        {records.map((record, at) => (
          <Button key={record} isFull to={`/report/${encodeURIComponent(exam)}/${encodeURIComponent(record)}/sitting`}>
            {say('exam.question.ended', { number: at + 1 })}
          </Button>
        ))}
      </div>
    </Card>
  )
}

function Line({ verdict }: { verdict: Verdict }): JSX.Element {
  const { say, day } = useWords()
  if (verdict === 'unknown') return <>{say('exam.when.unknown')}</>
  if ('blocked' in verdict) return <Told>{say('exam.when.blocked', { until: verdict.blocked.until })}</Told>
  if ('empty' in verdict) return <>{say('exam.when.empty')}</>
  return <>{say('exam.question.from', { day: day(verdict.open.safe, 'long') })}</>
}
