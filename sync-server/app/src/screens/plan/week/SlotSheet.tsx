import type { DayOfWeek, Slot, SlotPlace, WeeklySlot } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import type { Act } from '../../../core/act.ts'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Choice } from '../../../parts/Choice.tsx'
import { FieldError, TextField } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { Stepper } from '../../../parts/Stepper.tsx'
import { Ticks } from '../../../parts/Ticks.tsx'
import { WEEKDAYS, readTime, timeText } from './slots.ts'
import { useWeekday } from './useWeekday.ts'

const PLACES: readonly SlotPlace[] = ['commute', 'commute_audio', 'desk', 'long']
const FIRST: Slot = { start_minute: 18 * 60, minutes: 30, place: 'desk' }
const SLOT_MINUTES = 720

type Props = {
  /** The slot that is changed; none for a new one. */
  of: WeeklySlot | undefined
  act: Act
  onSave: (slots: WeeklySlot[]) => void
  onRemove: () => void
  onClose: () => void
}

/** One time of the week: on which days, from when, how long, where. */
export function SlotSheet({ of, act, onSave, onRemove, onClose }: Props): JSX.Element {
  const { say, sayCode } = useWords()
  const weekdayName = useWeekday()
  const { slot } = of ?? { slot: FIRST }
  const [days, setDays] = useState<readonly DayOfWeek[]>(of ? [of.weekday] : [])
  const [start, setStart] = useState(timeText(slot.start_minute))
  const [minutes, setMinutes] = useState(slot.minutes)
  const [place, setPlace] = useState(slot.place)
  const [isTried, setTried] = useState(false)
  const minute = readTime(start)
  const save = (): void => {
    setTried(true)
    if (minute === undefined || days.length === 0) return
    onSave(days.map((weekday) => ({ weekday, slot: { start_minute: minute, minutes, place } })))
  }
  return (
    <Sheet title={say(of ? 'plan.slot.change' : 'plan.slot.add')} onClose={onClose}>
      <div class="tight">
        <h3>{say('plan.slot.days')}</h3>
        <Ticks
          legend={say('plan.slot.days')}
          ticks={WEEKDAYS.map((key) => ({ key, label: weekdayName(key, 'long'), isOn: days.includes(key) }))}
          onTick={(key, isOn) => setDays(WEEKDAYS.filter((day) => (day === key ? isOn : days.includes(day))))}
        />
        <FieldError text={isTried && days.length === 0 ? say('plan.slot.days.missing') : undefined} />
      </div>
      <TextField label={say('plan.slot.from')} type="time" value={start} onValue={setStart} error={isTried && minute === undefined ? say('plan.slot.from.missing') : undefined} />
      <Stepper label={say('plan.slot.minutes')} value={minutes} min={5} max={SLOT_MINUTES} onValue={setMinutes} />
      <Choice
        legend={say('plan.slot.place')}
        options={PLACES.map((value) => ({ value, label: say(`plan.place.${value}`) }))}
        value={place}
        hint={say(`plan.place.${place}.hint`)}
        onValue={setPlace}
      />
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      <div class="stack">
        <Button kind="primary" isFull isBusy={act.isBusy} onPress={save}>{say('shell.save')}</Button>
        {of && <Button kind="plain" isFull isBusy={act.isBusy} onPress={onRemove}>{say('plan.slot.remove')}</Button>}
      </div>
    </Sheet>
  )
}
