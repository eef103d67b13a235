import type { ExamEntry } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useCall } from '../../core/call.ts'
import { useExam, useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Chip } from '../../parts/Chip.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FieldError, TextField } from '../../parts/Field.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { go } from '../../shell/location.ts'

const SHOWN = 40

/** By code, name or vendor; a tap chooses. */
export default function ChooseExam(): JSX.Element {
  const { say, sayCode, number } = useWords()
  const rebound = useRebound()
  const chosen = useExam()
  const act = useAct()
  const [search, setSearch] = useState('')
  const found = useCall('exams', search.trim().slice(0, 100))

  const choose = async (exam: ExamEntry): Promise<void> => {
    const isDone = await act.run(async () => {
      if (exam.code !== chosen) await rebound.record({ exam_choice: { exam: exam.code } })
    })
    if (isDone) go(`/report/${encodeURIComponent(exam.code)}`)
  }
  return (
    <Screen title={say('start.choose.title')} back={{ to: '/welcome', label: say('shell.back') }}>
      <TextField label={say('start.choose.search')} hint={say('start.choose.search.hint')} type="search" value={search} onValue={setSearch} maxLength={100} />
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      <Shown of={found}>
        {(exams) => (
          <>
            <p class="small muted" role="status">{say('start.choose.found', { count: exams.length })}</p>
            {exams.length > 0 && (
              <List label={say('start.choose.list')}>
                {exams.slice(0, SHOWN).map((exam) => (
                  <Row key={exam.code} title={<span class="row wrap between"><bdi>{exam.title}</bdi><Standing exam={exam} /></span>} more={<ExamLine exam={exam} />} onPress={() => void choose(exam)} />
                ))}
              </List>
            )}
            {exams.length > SHOWN && <p class="small muted">{say('start.choose.more', { count: number(exams.length - SHOWN) })}</p>}
            <Empty action={<Button to={`/welcome/own?code=${encodeURIComponent(search.trim())}`}>{say('start.choose.own')}</Button>}>
              {exams.length === 0 ? say('start.choose.none') : say('start.choose.missing')}
            </Empty>
          </>
        )}
      </Shown>
    </Screen>
  )
}

function ExamLine({ exam }: { exam: ExamEntry }): JSX.Element {
  const { say, day } = useWords()
  return (
    <>
      <bdi>{exam.vendor} {exam.code}</bdi>
      {exam.last_day && <><br />{say('start.choose.lastDay', { day: day(exam.last_day, 'table') })}</>}
      {exam.successor && <><br />{say('start.choose.successor', { exam: exam.successor })}</>}
    </>
  )
}

function Standing({ exam }: { exam: ExamEntry }): JSX.Element | null {
  const { say } = useWords()
  if (exam.origin !== 'catalogue') return <Chip>{say('start.choose.yours')}</Chip>
  return exam.status === 'current' ? null : <Chip>{say('start.choose.retired')}</Chip>
}
