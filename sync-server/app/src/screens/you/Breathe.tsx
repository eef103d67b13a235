import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { useCall } from '../../core/call.ts'
import { useExam } from '../../core/rebound.tsx'
import { useValue } from '../../core/value.ts'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card } from '../../parts/Card.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Disclosure } from '../../parts/Disclosure.tsx'
import { HoursBar } from '../../parts/Bars.tsx'
import { Told } from '../../parts/Told.tsx'
import { settings } from '../../settings/settings.ts'
import { Screen } from '../../shell/Screen.tsx'
import { MINUTES, leftMs, partAt } from './breathe/pace.ts'
import './you.css'

const LOOK_MS = 100

/** A pace to breathe by, and the checklist of the eve and the day. */
export default function Breathe(): JSX.Element {
  const { say } = useWords()
  const exam = useExam()
  const eve = useCall('today', exam).value?.eve
  const [minutes, setMinutes] = useState<number>(3)
  const [begun, setBegun] = useState<number>()
  const passed = usePassed(begun)
  const left = leftMs(passed, minutes)
  const isOver = begun !== undefined && left === 0
  const isOn = begun !== undefined && !isOver
  return (
    <Screen
      title={say('you.breathe.title')}
      lead={say('you.breathe.lead')}
      back={{ to: exam ? '/you' : '/welcome', label: say('shell.back') }}
      actions={isOn
        ? <Button isFull onPress={() => setBegun(undefined)}>{say('you.breathe.enough')}</Button>
        : <Button kind="primary" isFull onPress={() => setBegun(performance.now())}>{say(isOver ? 'you.breathe.again' : 'you.breathe.start')}</Button>}
    >
      <Pace passed={passed} minutes={minutes} left={left} isOn={isOn} isOver={isOver} />
      {!isOn && (
        <Choice
          legend={say('you.breathe.minutes')}
          isEven
          options={MINUTES.map((value) => ({ value, label: say('you.breathe.min', { value }) }))}
          value={minutes}
          onValue={(value) => { setMinutes(value); setBegun(undefined) }}
        />
      )}
      {!isOn && (
        <>
          {eve && (
            <Card title={say('today.eve.title')}>
              <ul class="stack">{eve.checklist.map((line) => <li key={line}><Told>{line}</Told></li>)}</ul>
            </Card>
          )}
          <Disclosure title={say('you.breathe.muscles')}>
            <p>{say('you.breathe.muscles.text')}</p>
          </Disclosure>
          <p class="small muted">{say('you.breathe.help')}</p>
        </>
      )}
    </Screen>
  )
}

type PaceProps = { passed: number; minutes: number; left: number; isOn: boolean; isOver: boolean }

/** A circle that grows and shrinks; with less motion it stands still, its word changes, and a bar has the time. */
function Pace({ passed, minutes, left, isOn, isOver }: PaceProps): JSX.Element {
  const { say } = useWords()
  const isStill = useValue(settings).motion === 'less' || matchMedia('(prefers-reduced-motion: reduce)').matches
  const { part } = partAt(passed)
  const seconds = Math.ceil(left / 1000)
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  const word = isOver ? say('you.breathe.over') : isOn ? say(`you.breathe.${part.word}`) : say('you.breathe.ready')
  return (
    <div class="pace">
      <svg viewBox="-100 -100 200 200" aria-hidden="true">
        <circle class="pace-outer" r="96" />
        <circle class="pace-inner" r="92" style={{ transform: `scale(${isStill || !isOn ? 0.7 : part.size})`, transitionDuration: isOn && !isStill ? `${part.ms}ms` : '0ms' }} />
        <text class="pace-word" text-anchor="middle" y="7">{word}</text>
      </svg>
      <p class="unseen" aria-live="polite">{word}</p>
      <p class="num muted">{isOn ? say('you.breathe.left', { time: clock }) : say('you.breathe.min', { value: minutes })}</p>
      {isStill && isOn && <HoursBar done={passed} of={passed + left} label={say('you.breathe.left', { time: clock })} />}
    </div>
  )
}

function usePassed(begun: number | undefined): number {
  const [now, setNow] = useState(0)
  useEffect(() => {
    if (begun === undefined) return undefined
    setNow(performance.now())
    const timer = setInterval(() => setNow(performance.now()), LOOK_MS)
    return () => clearInterval(timer)
  }, [begun])
  return begun === undefined ? 0 : Math.max(0, now - begun)
}
