import type { CalendarDay, FactBody } from '@rebound/core'
import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { dayOf } from '../../../language/format.ts'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { FieldError, TextField } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { Told } from '../../../parts/Told.tsx'
import { offerUndo } from '../../../shell/undo.ts'

type Props = {
  title: string
  hint: string
  first?: CalendarDay
  hasNote?: boolean
  bodyOf: (date: CalendarDay, note: string) => FactBody
  saved: (date: CalendarDay) => string
  onClose: () => void
  children?: ComponentChildren
}

/** Takes a date and records it; the last word is *Undo*. */
export function DateSheet({ title, hint, first = '', hasNote = false, bodyOf, saved, onClose, children }: Props): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const [date, setDate] = useState(first)
  const [note, setNote] = useState('')
  const [isTried, setTried] = useState(false)
  const isPast = date !== '' && date < dayOf(new Date())
  const save = async (): Promise<void> => {
    setTried(true)
    if (date === '' || isPast) return
    const body = bodyOf(date, note.trim())
    const isDone = await act.run(async () => {
      await rebound.check(body)
      const fact = await rebound.record(body)
      offerUndo(saved(date), () => rebound.remove(fact))
    })
    if (isDone) onClose()
  }
  const problem = isPast ? say('exam.date.past') : isTried && date === '' ? say('exam.date.needed') : undefined
  return (
    <Sheet title={title} onClose={onClose}>
      <TextField label={say('exam.date.label')} hint={hint} type="date" value={date} error={problem} onValue={setDate} />
      {hasNote && <TextField label={say('exam.date.note')} value={note} maxLength={120} onValue={setNote} />}
      {act.error && (
        <FieldError text={act.error.code === 'invalid' ? undefined : sayCode('shell.error', act.error.code)} />
      )}
      {act.error?.code === 'invalid' && <p class="field-error" role="alert"><Told isEnglish>{act.error.reason}</Told></p>}
      <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void save()}>{say('shell.save')}</Button>
      {children}
    </Sheet>
  )
}
