import type { CalendarDay, FactId } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { dayOf } from '../../../language/format.ts'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { FieldError, TextField } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { offerUndo } from '../../../shell/undo.ts'
import { TRIP_DAYS_MAX, daysOfTrip } from './slots.ts'

/** Days off, from one to another. */
export function TripSheet({ title, text, onClose }: { title: string; text: string; onClose: () => void }): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const today = dayOf(new Date())
  const [from, setFrom] = useState<CalendarDay>(today)
  const [to, setTo] = useState<CalendarDay>(today)
  const [isTried, setTried] = useState(false)
  const days = daysOfTrip(from, to)
  const problem = days ? undefined : say('plan.trip.wrong', { most: TRIP_DAYS_MAX })
  const save = async (): Promise<void> => {
    setTried(true)
    if (!days) return
    const saved: FactId[] = []
    const isDone = await act.run(async () => {
      for (const date of days) saved.push(await rebound.record({ day_exception: { date, slots: [] } }))
    })
    if (!isDone) return
    offerUndo(say('plan.trip.saved', { days: days.length }), async () => {
      for (const fact of saved) await rebound.remove(fact)
    })
    onClose()
  }
  return (
    <Sheet title={title} onClose={onClose}>
      <p class="muted">{text}</p>
      <TextField label={say('plan.trip.from')} type="date" value={from} onValue={(day) => { setFrom(day); if (day > to) setTo(day) }} />
      <TextField label={say('plan.trip.to')} type="date" value={to} onValue={setTo} error={isTried ? problem : undefined} />
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void save()}>{say('plan.trip.save', { days: days?.length ?? 0 })}</Button>
    </Sheet>
  )
}
