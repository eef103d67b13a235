import type { Briefing, CauseFinding } from '@rebound/core'
import type { JSX } from 'preact'

import { useCall } from '../../core/call.ts'
import { useExam } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Group } from '../../parts/Card.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { hasRoute } from '../../routes.ts'
import { Screen } from '../../shell/Screen.tsx'
import { CauseCard, CauseRow } from './why/Cause.tsx'
import './exam.css'

/** What played a part: three causes at most, each with its figure and what it changes. */
export default function Why(): JSX.Element {
  const { say } = useWords()
  const exam = useExam()
  const briefing = useCall('briefing', exam)
  return (
    <Screen title={say('exam.why.title')} back={{ to: '/exam', label: say('shell.tab.exam') }} lead={say('exam.why.lead')}>
      <Shown of={briefing}>{(told) => <Causes briefing={told} />}</Shown>
    </Screen>
  )
}

function Causes({ briefing }: { briefing: Briefing }): JSX.Element {
  const { say } = useWords()
  const { causes, headline, plan, comparison } = briefing.coaching
  const front = headline.flatMap((cause) => causes.filter((finding) => finding.cause === cause))
  const others = causes.filter(({ cause }) => !headline.includes(cause))
  const looked = others.filter((finding) => finding.class !== 'unknown')
  const unknown = others.length - looked.length
  const isThin = front.length === 0
  const ask = <Button kind={isThin ? 'primary' : 'second'} to="/exam/why/statements">{say(saidAnything(causes) ? 'exam.why.statements.change' : 'exam.why.statements')}</Button>
  const hasPlan = hasRoute('/plan')
  return (
    <>
      {isThin ? (
        <Empty action={<div>{ask}</div>}>{say('exam.why.thin')}</Empty>
      ) : (
        <div class="stack">
          {front.map((finding) => <CauseCard key={finding.cause} finding={finding} remedies={plan.remedies} comparison={comparison} />)}
        </div>
      )}
      {looked.length > 0 && (
        <Group title={say('exam.why.also')}>
          <ul class="list">{looked.map((finding) => <CauseRow key={finding.cause} finding={finding} />)}</ul>
        </Group>
      )}
      {unknown > 0 && <p class="small muted">{say('exam.why.unknown', { count: unknown })}</p>}
      {!isThin && (
        <Card>
          <p class="small muted">{say('exam.why.correct')}</p>
          <div class="stack">
            {hasPlan && plan.remedies.length > 0 && <Button kind="primary" isFull to="/plan">{say('exam.why.plan')}</Button>}
            {ask}
          </div>
        </Card>
      )}
    </>
  )
}

/** Whether a statement has been answered. */
function saidAnything(causes: readonly CauseFinding[]): boolean {
  return causes.some(({ evidence }) => evidence.some(({ rule }) => rule.endsWith('.statements')))
}
