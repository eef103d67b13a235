import type { Availability, WeeklySlot } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Group } from '../../parts/Card.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FieldError } from '../../parts/Field.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Stepper } from '../../parts/Stepper.tsx'
import { Switch } from '../../parts/Switch.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { offerUndo } from '../../shell/undo.ts'
import { SlotSheet } from './week/SlotSheet.tsx'
import { TripSheet } from './week/TripSheet.tsx'
import { WEEKDAYS } from './week/slots.ts'
import { useWeek, type Week } from './week/useWeek.ts'
import { useWeekday } from './week/useWeekday.ts'

const CAP = 600

/** When somebody can study: the times of a week, the most for a week, and the days that differ. */
export default function MyWeek(): JSX.Element {
  const { say } = useWords()
  const week = useWeek()
  return (
    <Screen title={say('plan.week.title')} lead={say('plan.week.lead')} back={{ to: '/plan', label: say('shell.tab.plan') }}>
      <Shown of={week}>{(known) => <Content {...known} />}</Shown>
    </Screen>
  )
}

function Content({ week, different }: Week): JSX.Element {
  const { say, sayCode, day, time, clock } = useWords()
  const rebound = useRebound()
  const weekdayName = useWeekday()
  const act = useAct()
  const [sheet, setSheet] = useState<{ of: WeeklySlot | undefined } | 'trip'>()
  const slots = week?.slots ?? []
  const cap = week?.weekly_cap ?? null
  const total = slots.reduce((sum, { slot }) => sum + slot.minutes, 0)
  const close = (): void => setSheet(undefined)

  const put = async (next: Availability): Promise<void> => {
    const isDone = await act.run(async () => {
      const fact = await rebound.record({ availability: next })
      offerUndo(say('plan.week.saved'), () => rebound.remove(fact))
    })
    if (isDone) close()
  }
  const without = (of: WeeklySlot | undefined): WeeklySlot[] => slots.filter((slot) => slot !== of)
  return (
    <>
      {slots.length === 0 && <Empty>{say('plan.week.none')}</Empty>}
      {WEEKDAYS.filter((weekday) => slots.some((slot) => slot.weekday === weekday)).map((weekday) => (
        <Group key={weekday} title={weekdayName(weekday, 'long')}>
          <List>
            {slots.filter((slot) => slot.weekday === weekday).sort((a, b) => a.slot.start_minute - b.slot.start_minute).map((of) => (
              <Row
                key={of.slot.start_minute}
                title={<span class="num">{clock(of.slot.start_minute)}</span>}
                more={say(`plan.place.${of.slot.place}`)}
                aside={<span class="small muted num unbroken">{time(of.slot.minutes)}</span>}
                onPress={() => setSheet({ of })}
              />
            ))}
          </List>
        </Group>
      ))}
      <Button kind="primary" icon="plus" isFull onPress={() => setSheet({ of: undefined })}>{say('plan.slot.add')}</Button>
      {slots.length > 0 && (
        <Group title={say('plan.week.most')} aside={say('plan.week.total', { time: time(total) })}>
          <List>
            <Switch title={say('plan.week.cap')} more={say('plan.week.cap.more')} isOn={cap !== null} onChange={(isOn) => void put({ slots, weekly_cap: isOn ? Math.min(total, CAP) : null })} />
          </List>
          {cap !== null && <Cap value={Math.round(cap / 60)} onSave={(hours) => void put({ slots, weekly_cap: hours * 60 })} />}
        </Group>
      )}
      <Group title={say('plan.different')}>
        {different.length === 0 ? <p class="muted">{say('plan.different.none')}</p> : (
          <List>
            {different.map(({ date, slots: own, fact }) => (
              <Row
                key={date}
                title={day(date, 'long')}
                more={own.length === 0 ? say('plan.different.off') : own.map(({ start_minute, minutes }) => `${clock(start_minute)}, ${time(minutes)}`).join(' · ')}
                aside={
                  <Button kind="plain" isBusy={act.isBusy} onPress={() => void act.run(async () => {
                    await rebound.remove(fact)
                    offerUndo(say('plan.different.removed', { day: day(date) }), () => rebound.restore(fact))
                  })}>
                    {say('plan.different.remove')}<span class="unseen"> {day(date, 'long')}</span>
                  </Button>
                }
              />
            ))}
          </List>
        )}
        <Button isFull onPress={() => setSheet('trip')}>{say('plan.trip')}</Button>
      </Group>
      {!sheet && <FieldError text={act.error && sayCode('shell.error', act.error.code)} />}
      {sheet === 'trip' && <TripSheet title={say('plan.trip')} text={say('plan.trip.text')} onClose={close} />}
      {sheet && sheet !== 'trip' && (
        <SlotSheet
          of={sheet.of}
          act={act}
          onSave={(own) => void put({ slots: [...without(sheet.of), ...own], weekly_cap: cap })}
          onRemove={() => void put({ slots: without(sheet.of), weekly_cap: cap })}
          onClose={close}
        />
      )}
    </>
  )
}

/** The most hours of a week. */
function Cap({ value, onSave }: { value: number; onSave: (hours: number) => void }): JSX.Element {
  const { say } = useWords()
  const [hours, setHours] = useState(value)
  return (
    <div class="stack">
      <Stepper label={say('plan.week.cap.hours')} value={hours} min={1} max={168} onValue={setHours} />
      {hours !== value && <Button onPress={() => onSave(hours)}>{say('shell.save')}</Button>}
    </div>
  )
}
