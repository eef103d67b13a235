import type { Attempt, FactId, SittingConditions, Symptom } from '@rebound/core'
import type { JSX } from 'preact'

import { useAct } from '../../core/act.ts'
import { useCall } from '../../core/call.ts'
import { useRebound } from '../../core/rebound.tsx'
import { readNumber } from '../../language/number.ts'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { FieldError, TextField } from '../../parts/Field.tsx'
import { Group } from '../../parts/Card.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Ticks } from '../../parts/Ticks.tsx'
import { useDraft } from '../../settings/draft.ts'
import { Screen } from '../../shell/Screen.tsx'
import { go } from '../../shell/location.ts'
import './start.css'

type Remembered = { items: string; unanswered: string; minutesLeft: string; endedAt: string; distress: number | undefined; symptoms: Symptom[] }

const SYMPTOMS: readonly Symptom[] = ['heart', 'concentration', 'blank', 'second_guessing', 'other']
const DISTRESS = [0, 2, 4, 6, 8, 10] as const

/** How a sitting went, as far as somebody wants to say. */
export default function Remember({ attempt }: { attempt?: string }): JSX.Element {
  const { say } = useWords()
  const fact = useCall('factSheet', attempt)
  const body = fact.value?.row.fact.body
  const told = body && 'attempt' in body ? body.attempt : undefined
  if (attempt && told) return <RememberForm fact={attempt} told={told} />
  return (
    <Screen title={say('start.remember.title')} back={{ to: '/evening', label: say('shell.back') }}>
      <Shown of={fact}>{() => <p>{say('shell.error.not_here')}</p>}</Shown>
    </Screen>
  )
}

function RememberForm({ fact, told }: { fact: FactId; told: Attempt }): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const draft = useDraft<Remembered>(`remember.${fact}`, () => rememberedOf(told))
  const { now } = draft
  const wrong = (text: string): string | undefined => {
    const value = readNumber(text)
    const isFine = text.trim() === '' || (value !== undefined && Number.isInteger(value) && value <= 1000)
    return isFine ? undefined : say('start.remember.noCount', { value: text.trim() })
  }
  const problems = [now.items, now.unanswered, now.minutesLeft].map(wrong)
  const save = async (): Promise<void> => {
    if (problems.some((problem) => problem !== undefined)) return
    const body = { attempt: attemptWith(told, now) }
    const isDone = await act.run(async () => {
      await rebound.check(body)
      await rebound.correct(fact, body)
    })
    if (!isDone) return
    draft.clear()
    go('/evening', true)
  }
  return (
    <Screen
      title={say('start.remember.title')}
      lead={say('start.remember.lead')}
      back={{ to: '/evening', label: say('shell.back') }}
      actions={<Button kind="primary" isBusy={act.isBusy} onPress={() => void save()}>{say('shell.save')}</Button>}
    >
      <div class="pair">
        <TextField label={say('start.remember.items')} value={now.items} inputMode="numeric" maxLength={8} error={problems[0]} onValue={(items) => draft.change({ items })} />
        <TextField label={say('start.remember.unanswered')} value={now.unanswered} inputMode="numeric" maxLength={8} error={problems[1]} onValue={(unanswered) => draft.change({ unanswered })} />
        <TextField label={say('start.remember.minutesLeft')} value={now.minutesLeft} inputMode="numeric" maxLength={8} error={problems[2]} onValue={(minutesLeft) => draft.change({ minutesLeft })} />
        <TextField label={say('start.remember.endedAt')} hint={say('start.remember.endedAt.hint')} type="time" value={now.endedAt} onValue={(endedAt) => draft.change({ endedAt })} />
      </div>
      <Choice
        legend={say('start.remember.distress')}
        hint={say('start.remember.distress.hint')}
        isEven
        options={DISTRESS.map((value) => ({ value, label: String(value) }))}
        value={now.distress}
        onValue={(distress) => draft.change({ distress })}
      />
      <Group title={say('start.remember.symptoms')}>
        <Ticks
          legend={say('start.remember.symptoms')}
          ticks={SYMPTOMS.map((key) => ({ key, label: sayCode('start.remember.symptom', key), isOn: now.symptoms.includes(key) }))}
          onTick={(key, isOn) => draft.change({ symptoms: SYMPTOMS.filter((one) => (one === key ? isOn : now.symptoms.includes(one))) })}
        />
      </Group>
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
    </Screen>
  )
}

function rememberedOf({ conditions, ended_minute }: Attempt): Remembered {
  const text = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    items: text(conditions?.items),
    unanswered: text(conditions?.unanswered),
    minutesLeft: text(conditions?.minutes_left),
    endedAt: typeof ended_minute === 'number' ? `${two(Math.floor(ended_minute / 60))}:${two(ended_minute % 60)}` : '',
    distress: conditions?.distress ?? undefined,
    symptoms: conditions?.symptoms ?? [],
  }
}

function attemptWith(told: Attempt, now: Remembered): Attempt {
  const [items, unanswered, left] = [now.items, now.unanswered, now.minutesLeft].map(readNumber)
  const [hour, minute] = now.endedAt.split(':').map(Number)
  const conditions: SittingConditions = {
    ...(items !== undefined && { items }),
    ...(unanswered !== undefined && { unanswered }),
    ...(left !== undefined && { minutes_left: left }),
    ...(now.distress !== undefined && { distress: now.distress }),
    ...(now.symptoms.length > 0 && { symptoms: now.symptoms }),
  }
  const ended = hour === undefined || minute === undefined || Number.isNaN(hour + minute) ? null : hour * 60 + minute
  return { ...told, ended_minute: ended, conditions: Object.keys(conditions).length > 0 ? conditions : null }
}
