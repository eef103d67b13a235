import type { Briefing } from '@rebound/core'
import type { JSX } from 'preact'

import { useCall } from '../../core/call.ts'
import { useExam } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Group } from '../../parts/Card.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { Again } from './when/Again.tsx'
import { Booked } from './when/Booked.tsx'
import { Question } from './when/Question.tsx'

/** When the exam may be sat again, and how the booked day fits. */
export default function When(): JSX.Element {
  const { say } = useWords()
  const exam = useExam()
  const briefing = useCall('briefing', exam)
  const labels = briefing.value?.exam
  const hasPassed = Boolean(briefing.value?.coaching.eligibility.passed_on)
  return (
    <Screen title={say(hasPassed ? 'exam.when.passed.title' : 'exam.when.title')} above={labels && <bdi>{labels.title} {labels.code}</bdi>}>
      <Shown of={briefing}>
        {(told) => (
          <div class="columns">
            <div class="column">
              {told.coaching.eligibility.question && <Question question={told.coaching.eligibility.question} exam={told.exam.code} />}
              <Again briefing={told} />
              {!hasPassed && <Booked briefing={told} />}
            </div>
            <div class="column">
              <Doors briefing={told} />
            </div>
          </div>
        )}
      </Shown>
    </Screen>
  )
}

function Doors({ briefing }: { briefing: Briefing }): JSX.Element {
  const { say } = useWords()
  const { estimates, causes } = briefing.coaching
  const weak = estimates.filter((estimate) => estimate.class === 'weak').length
  const count = (found: 'confirmed' | 'likely'): number => causes.filter((cause) => cause.class === found).length
  return (
    <Group title={say('exam.when.last')}>
      <List>
        <Row icon="exam" title={say('exam.report.title')} more={say('exam.when.report', { weak })} to="/exam/report" />
        <Row icon="info" title={say('exam.why.title')} more={say('exam.when.why', { confirmed: count('confirmed'), likely: count('likely') })} to="/exam/why" />
        <Row icon="flag" title={say('exam.sittings.title')} to="/exam/sittings" />
        <Row icon="search" title={say('exam.when.other')} to="/welcome/exam" />
      </List>
    </Group>
  )
}
