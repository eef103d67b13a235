import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useRebound } from '../../core/rebound.tsx'
import { useValue } from '../../core/value.ts'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { Note } from '../../parts/Card.tsx'
import { FieldError } from '../../parts/Field.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Stepper } from '../../parts/Stepper.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { go } from '../../shell/location.ts'
import { offerUndo } from '../../shell/undo.ts'
import { Dial } from './task/Dial.tsx'
import { formPath, sessionOf } from './task/record.ts'
import { goOn, isLeftOn, minutesOf, running, stop, tick, type Running as Timed } from './task/timer.ts'
import { useResources } from './resources.ts'
import './today.css'

const DAY_MINUTES = 1440

/** The time on a task. It goes on whatever becomes of this tab. */
export default function Running(): JSX.Element {
  const { say } = useWords()
  const now = useValue(running)
  useTicks()
  const back = { to: '/', label: say('shell.tab.today') }
  if (!now) {
    return (
      <Screen title={say('today.run.none')} back={back}>
        <Empty action={<Button kind="primary" to="/">{say('shell.nowhere.home')}</Button>}>{say('today.run.none.text')}</Empty>
      </Screen>
    )
  }
  return <Work now={now} back={back} />
}

function Work({ now, back }: { now: Timed; back: { to: string; label: string } }): JSX.Element {
  const { say, sayCode, time, moment } = useWords()
  const rebound = useRebound()
  const resources = useResources()
  const act = useAct()
  const { task } = now
  const isLong = isLeftOn(now)
  const [asked, setAsked] = useState(task.minutes)
  const minutes = Math.min(DAY_MINUTES, isLong ? asked : minutesOf(now))
  const done = async (): Promise<void> => {
    const form = formPath(task, minutes)
    if (form) return go(form)
    const family = resources.value?.find(({ resource }) => resource === task.resource)?.family
    const isDone = await act.run(async () => {
      const fact = await rebound.record(sessionOf(task, minutes, family))
      offerUndo(say('today.run.saved', { time: time(minutes) }), () => rebound.remove(fact))
    })
    if (!isDone) return
    stop()
    go('/', true)
  }
  const giveUp = (): void => {
    stop()
    offerUndo(say('today.run.stopped'), () => Promise.resolve(goOn(now)))
    go('/', true)
  }
  return (
    <Screen title={isLong ? say('today.run.long') : task.what} lead={isLong ? <Told>{task.what}</Told> : undefined} back={back}>
      {isLong ? (
        <>
          <p>{say('today.run.long.text', { since: moment(now.seen.wall - now.passedMs) })}</p>
          <Stepper label={say('today.run.minutes')} value={asked} min={1} max={DAY_MINUTES} onValue={setAsked} />
        </>
      ) : (
        <>
          <Dial passedMs={now.passedMs} minutes={task.minutes} />
          <Note icon={<Icon name="info" />}><p>{say('today.run.away')}</p></Note>
        </>
      )}
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      <div class="stack">
        <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void done()}>{say('today.run.done')}</Button>
        <Button kind="plain" isFull onPress={giveUp}>{say('today.run.stop')}</Button>
      </div>
    </Screen>
  )
}

/** Looks at the clocks each second, and at once when the page comes into sight. */
function useTicks(): void {
  useEffect(() => {
    tick()
    const timer = setInterval(tick, 1000)
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [])
}
