import type { FactId, StudySession } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useCall } from '../../../core/call.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { FieldError } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { Stepper } from '../../../parts/Stepper.tsx'
import { go } from '../../../shell/location.ts'
import { offerUndo } from '../../../shell/undo.ts'
import { DomainChoice } from '../../today/set/DomainChoice.tsx'

/** Another time or another domain for a stretch of study. */
export function CorrectSession({ fact, session, onClose }: { fact: FactId; session: StudySession; onClose: () => void }): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const domains = useCall('examSheet', session.exam).value?.exam.domains ?? []
  const [minutes, setMinutes] = useState(session.minutes)
  const [domain, setDomain] = useState(session.domain ?? '')
  const save = async (): Promise<void> => {
    const isDone = await act.run(async () => {
      const saved = await rebound.correct(fact, { study_session: { ...session, minutes, domain: domain || null } })
      offerUndo(say('progress.corrected'), () => rebound.remove(saved))
    })
    if (!isDone) return
    onClose()
    go('/logged', true)
  }
  return (
    <Sheet title={say('progress.correct')} onClose={onClose}>
      <Stepper label={say('progress.field.minutes')} value={minutes} min={1} max={1440} onValue={setMinutes} />
      {domains.length > 0 && <DomainChoice domains={domains} value={domain} error={undefined} onValue={setDomain} />}
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void save()}>{say('shell.save')}</Button>
    </Sheet>
  )
}
