import type { Block, CalendarDay } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { dayOf } from '../../../language/format.ts'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { FieldError } from '../../../parts/Field.tsx'
import { List, Row } from '../../../parts/List.tsx'
import { PlaceTime } from '../../../parts/SlotRow.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { Told } from '../../../parts/Told.tsx'
import { offerUndo } from '../../../shell/undo.ts'
import { addDays, isTaken, moved, slotOf, slotsOn } from '../week/slots.ts'
import { useWeek } from '../week/useWeek.ts'

const DAYS_AHEAD = 10

/** A block: why it is there, and another day for its time. */
export function BlockSheet({ date, block, title, onClose }: { date: CalendarDay; block: Block; title: string; onClose: () => void }): JSX.Element {
  const { say, sayCode, day, clock } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const known = useWeek().value
  const [isMoving, setMoving] = useState(false)
  const slots = known && slotsOn(date, known.week, known.different)
  const slot = slots && slotOf(block.start_minute, slots)

  const move = async (to?: CalendarDay): Promise<void> => {
    if (!known || !slots || !slot) return
    const from = { date, slots }
    const changes = to === undefined
      ? [{ date, slots: slots.filter((other) => other !== slot) }]
      : moved(slot, from, { date: to, slots: slotsOn(to, known.week, known.different) })
    const saved: string[] = []
    const isDone = await act.run(async () => {
      for (const day_exception of changes) saved.push(await rebound.record({ day_exception }))
    })
    if (!isDone) return
    offerUndo(to ? say('plan.moved', { day: day(to, 'long') }) : say('plan.left', { day: day(date, 'long') }), async () => {
      for (const fact of saved) await rebound.remove(fact)
    })
    onClose()
  }
  const today = dayOf(new Date())
  const fitting = known && slot
    ? Array.from({ length: DAYS_AHEAD }, (_, count) => addDays(today, count)).filter((other) => other !== date && !isTaken(slot, slotsOn(other, known.week, known.different)))
    : []
  return (
    <Sheet title={title} onClose={onClose}>
      <p class="row wrap num">{day(date, 'long')}, {clock(block.start_minute % 1440)} <PlaceTime place={block.place} minutes={block.minutes} /></p>
      {block.reasons.length > 0 && (
        <section class="tight">
          <h3>{say('plan.why')}</h3>
          <ul class="stack small muted">{block.reasons.map(({ rule, said }) => <li key={rule + said}><Told>{said}</Told></li>)}</ul>
        </section>
      )}
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      {slot && !isMoving && (
        <div class="stack">
          <Button isFull onPress={() => setMoving(true)}>{say('plan.move')}</Button>
          <Button kind="plain" isFull isBusy={act.isBusy} onPress={() => void move()}>{say('plan.leave')}</Button>
        </div>
      )}
      {slot && isMoving && (
        <section class="group">
          <h3>{say('plan.move.to')}</h3>
          <p class="small muted">{say('plan.move.text', { from: clock(slot.start_minute), minutes: slot.minutes })}</p>
          <List>{fitting.map((other) => <Row key={other} title={day(other, 'long')} onPress={() => void move(other)} />)}</List>
        </section>
      )}
    </Sheet>
  )
}
