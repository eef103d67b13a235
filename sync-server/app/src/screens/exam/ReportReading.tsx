import type { ReportReading as Reading } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useCall } from '../../core/call.ts'
import { useExam } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Group } from '../../parts/Card.tsx'
import { Disclosure } from '../../parts/Disclosure.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { axisStart, EstimateAxis, EstimateKey } from '../../parts/EstimateBar.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { DomainRow } from './report/DomainRow.tsx'
import { NoteSheet } from './report/NoteSheet.tsx'
import './exam.css'

/** What the report of the last sitting says, domain by domain, and what it can't say. */
export default function ReportReading(): JSX.Element {
  const { say, day } = useWords()
  const exam = useExam()
  const reading = useCall('report', exam)
  const sitting = reading.value?.sitting
  return (
    <Screen
      title={say('exam.report.title')}
      back={{ to: '/exam', label: say('shell.tab.exam') }}
      corner={<Button kind="plain" onPress={() => print()}>{say('exam.report.print')}</Button>}
      lead={sitting && <>{day(sitting.sat_on, 'table')}. {sitting.score && <Told>{sitting.score}</Told>}</>}
    >
      <Shown of={reading}>
        {(told) =>
          told.sitting && exam ? (
            <Rows reading={told} exam={exam} />
          ) : (
            <Empty action={exam && <Button kind="primary" to={`/report/${encodeURIComponent(exam)}`}>{say('exam.report.enter')}</Button>}>{say('exam.report.none')}</Empty>
          )
        }
      </Shown>
    </Screen>
  )
}

function Rows({ reading, exam }: { reading: Reading; exam: string }): JSX.Element {
  const { say, number } = useWords()
  const [noting, setNoting] = useState<string>()
  const { rows, line, most_to_gain, reflections, noted, assumed, sitting } = reading
  const from = axisStart(rows.flatMap(({ estimate }) => (estimate ? [estimate] : [])))
  const lineShare = line.source === 'unknown' ? undefined : line.share
  const lineSaid = lineShare === undefined ? undefined : say(line.source === 'assumed' ? 'exam.report.line.assumed' : 'exam.report.line', { line: number(Math.round(lineShare * 100)) })
  const isPrinted = rows.some(({ printed }) => printed.length > 0)
  const weak = rows.filter(({ estimate }) => estimate?.standing === 'weak').length
  const finding = weak > 0 ? say('exam.report.finding.weak', { weak }) : say(isPrinted ? 'exam.report.finding.open' : 'exam.report.finding.total')
  const asked = reflections.filter(({ step }) => step !== 'done' && step !== 'accepted')
  const hasPassed = sitting?.outcome === 'pass'
  const nameOf = (domain: string): string => rows.find((row) => row.domain === domain)?.name || domain
  return (
    <div class="columns">
      <Group title={finding}>
        <p class="small muted">{say('exam.report.meaning')}</p>
        <EstimateKey line={lineSaid} />
        <ul class="list">
          {rows.map((row) => <DomainRow key={row.domain} row={row} line={lineShare} from={from} />)}
          <li class="axis-row"><EstimateAxis from={from} /></li>
        </ul>
      </Group>
      <div class="column">
        {!hasPassed && asked.length > 0 && (
          <Group title={say('exam.note.title')}>
            {asked.map(({ domain, said }) => (
              <Card key={domain} title={<bdi>{nameOf(domain)}</bdi>}>
                <p class="small"><Told>{said}</Told></p>
                <div class="unprinted"><Button onPress={() => setNoting(domain)}>{say('exam.note.answer')}</Button></div>
              </Card>
            ))}
          </Group>
        )}
        {!hasPassed && (
          <Group title={say('exam.topics.title')}>
            {noted.length === 0 ? <p class="muted small">{say('exam.topics.none')}</p> : <ul class="stack">{noted.map((said) => <li key={said}><Told>{said}</Told></li>)}</ul>}
            <div class="unprinted"><Button kind="primary" icon="plus" onPress={() => setNoting(most_to_gain[0] ?? rows[0]?.domain ?? '')}>{say('exam.topics.add')}</Button></div>
          </Group>
        )}
        <Disclosure title={say('start.report.limits')}>
          {sitting && <p><Told isEnglish>{sitting.caveat}</Told></p>}
          {assumed.map((said) => <p key={said}><Told>{said}</Told></p>)}
        </Disclosure>
        {sitting && <div class="unprinted"><Button to={`/report/${encodeURIComponent(exam)}/${encodeURIComponent(sitting.attempt)}`}>{say('start.report.correct')}</Button></div>}
      </div>
      {noting !== undefined && sitting && (
        <NoteSheet
          attempt={sitting.attempt}
          first={noting}
          domains={rows.filter(({ estimate }) => estimate).map(({ domain, name }) => ({ domain, name: name || domain }))}
          explained={Object.fromEntries(reflections.flatMap(({ domain, explanation }) => (explanation ? [[domain, explanation]] : [])))}
          onClose={() => setNoting(undefined)}
        />
      )}
    </div>
  )
}
