import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { offerUndo } from '../../../shell/undo.ts'
import { CallProblem } from './CallProblem.tsx'

/** Deletes the account on the server. The one thing that cannot be undone, so its word is typed. */
export function DeleteAccount({ onClose }: { onClose: () => void }): JSX.Element {
  const { say } = useWords()
  const { account, sync } = useRebound()
  const act = useAct()
  const [word, setWord] = useState('')
  const [code, setCode] = useState('')
  const [isTried, setTried] = useState(false)
  const wanted = say('you.delete.word')
  const isTyped = word.trim().toLowerCase() === wanted.toLowerCase()
  const end = async (): Promise<void> => {
    setTried(true)
    if (!isTyped) return
    const isDone = await act.run(async () => {
      await account.delete(code.trim())
      sync.stop()
      offerUndo(say('you.delete.done'))
    })
    if (isDone) onClose()
  }
  return (
    <Sheet title={say('you.delete')} onClose={onClose}>
      <p>{say('you.delete.text')}</p>
      <p>{say('you.delete.stays')}</p>
      <TextField label={say('you.delete.type', { word: wanted })} value={word} maxLength={32} error={isTried && !isTyped ? say('you.delete.mistyped', { word: wanted }) : undefined} onValue={setWord} />
      <TextField label={say('you.recovery.code')} value={code} maxLength={128} onValue={setCode} />
      <CallProblem of={act.error} />
      <Button isFull isBusy={act.isBusy} onPress={() => void end()}>{say('you.delete')}</Button>
    </Sheet>
  )
}
