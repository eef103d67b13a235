import type { Eligibility } from '@rebound/core'
import type { JSX } from 'preact'

import { useCall } from '../../core/call.ts'
import { useExam } from '../../core/rebound.tsx'
import { dayOf } from '../../language/format.ts'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Group } from '../../parts/Card.tsx'
import { Icon, IconTile } from '../../parts/Icon.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'

/** The day of a result: what was printed, and that nothing has to happen. */
export default function FirstEvening(): JSX.Element {
  const { say, day } = useWords()
  const exam = useExam()
  const report = useCall('report', exam)
  const eligibility = useCall('eligibility', exam)
  const sitting = report.value?.sitting
  const kind = report.value && !sitting ? 'none' : sitting?.outcome === 'pass' || sitting?.outcome === 'pending' ? sitting.outcome : 'fail'
  const when = useWhenLine(eligibility.value)
  return (
    <Screen title={say(`start.evening.${kind}.title`)} above={day(dayOf(new Date()), 'long')}>
      <Shown of={report}>
        {({ rows, most_to_gain }) => (
          <>
            <div class="stack lead">
              {sitting?.score && <p><Told>{sitting.score}</Told></p>}
              <p>{say(`start.evening.${kind}.text`)}</p>
            </div>
            {kind === 'fail' && (
              <Card isSoft title={<span class="row"><IconTile name="moon" isAccent />{say('start.evening.rest.title')}</span>}>
                <p>{say('start.evening.rest.text')}</p>
                <Button kind="primary" isFull to="/">{say('start.evening.rest.action')}</Button>
              </Card>
            )}
            {kind === 'none' && exam && <Button kind="primary" to={`/report/${encodeURIComponent(exam)}`}>{say('exam.report.enter')}</Button>}
            <Group title={say(kind === 'pass' ? 'start.evening.doors.pass' : 'start.evening.doors')}>
              <List>
                <Row icon="plan" title={say('start.evening.when')} more={when} to="/exam" />
                <Row icon="exam" title={say('start.evening.report')} more={say('start.evening.report.more', { printed: rows.filter(({ printed }) => printed.length > 0).length, gain: most_to_gain.length })} to="/exam/report" />
                {sitting && exam && kind !== 'pass' && (
                  <Row icon="book" title={say('start.evening.remember')} more={say('start.evening.remember.more')} to={`/report/${encodeURIComponent(exam)}/${encodeURIComponent(sitting.attempt)}/sitting`} />
                )}
              </List>
            </Group>
            <p class="tiny muted row"><Icon name="lock" />{say('start.evening.private')}</p>
          </>
        )}
      </Shown>
    </Screen>
  )
}

/** When the exam may be sat again, in a line. */
function useWhenLine(eligibility: Eligibility | undefined): string | undefined {
  const { say, day } = useWords()
  if (!eligibility) return undefined
  const { verdict, passed_on } = eligibility
  if (passed_on) return say('start.evening.when.passed')
  if (verdict === 'unknown') return say('start.evening.when.unknown')
  if ('blocked' in verdict) return say('start.evening.when.blocked')
  if ('empty' in verdict) return say('start.evening.when.empty')
  const { safe } = verdict.open
  return safe <= dayOf(new Date()) ? say('start.evening.when.any') : say('start.evening.when.from', { day: day(safe, 'long') })
}
