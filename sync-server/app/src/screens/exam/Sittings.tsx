import type { ListedSitting } from '@rebound/core'
import type { JSX } from 'preact'

import { useCall } from '../../core/call.ts'
import { useExam } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Chip } from '../../parts/Chip.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'

/** Every sitting of the exam, the newest first; a tap opens it to be corrected. */
export default function Sittings(): JSX.Element {
  const { say } = useWords()
  const exam = useExam()
  const sittings = useCall('sittings', exam)
  const add = exam && <Button kind="primary" icon="plus" to={`/report/${encodeURIComponent(exam)}`}>{say('exam.sittings.add')}</Button>
  return (
    <Screen title={say('exam.sittings.title')} back={{ to: '/exam', label: say('shell.tab.exam') }}>
      <Shown of={sittings}>
        {(all) =>
          all.length === 0 ? (
            <Empty action={add}>{say('exam.sittings.none')}</Empty>
          ) : (
            <>
              <List>{all.map((sitting) => <SittingRow key={sitting.attempt} sitting={sitting} exam={exam ?? ''} />)}</List>
              <div>{add}</div>
            </>
          )
        }
      </Shown>
    </Screen>
  )
}

function SittingRow({ sitting, exam }: { sitting: ListedSitting; exam: string }): JSX.Element {
  const { say, sayCode, day, list } = useWords()
  const { attempt, sat_on, outcome, standing, score, causes } = sitting
  const state = <Chip isAccent={outcome === 'pass'}>{standing === 'taken' ? sayCode('exam.outcome', outcome) : sayCode('exam.standing', standing)}</Chip>
  return (
    <Row
      title={<span class="row wrap between">{day(sat_on, 'table')}{state}</span>}
      more={
        <>
          {score && <Told>{score}</Told>}
          {causes.length > 0 && <><br /><Told>{say('exam.sittings.causes', { causes: list(causes) })}</Told></>}
        </>
      }
      to={`/report/${encodeURIComponent(exam)}/${encodeURIComponent(attempt)}`}
    />
  )
}
