import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { CallProblem } from './CallProblem.tsx'

/** Another recovery code, for the old one: whose paper is worthless then. */
export function Renew({ onDone, onClose }: { onDone: (code: string) => void; onClose: () => void }): JSX.Element {
  const { say } = useWords()
  const { account } = useRebound()
  const act = useAct()
  const [old, setOld] = useState('')
  return (
    <Sheet title={say('you.recovery.renew')} onClose={onClose}>
      <p>{say('you.recovery.renew.text')}</p>
      <TextField label={say('you.recovery.old')} value={old} maxLength={128} onValue={setOld} />
      <CallProblem of={act.error} />
      <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void act.run(async () => onDone((await account.renewCode(old.trim() || null)).recovery_code))}>{say('you.recovery.renew.do')}</Button>
    </Sheet>
  )
}
