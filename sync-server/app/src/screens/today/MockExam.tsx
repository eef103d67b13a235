import type { ExamSheet, MockExamResult, Resource, Rules } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useCall } from '../../core/call.ts'
import { useExam, useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { FieldError } from '../../parts/Field.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Stepper } from '../../parts/Stepper.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { go } from '../../shell/location.ts'
import { offerUndo } from '../../shell/undo.ts'
import { bankOf } from './set/bank.ts'
import { BankChoice } from './set/BankChoice.tsx'
import { lacksBank, whole } from './set/form.ts'
import { useResources } from './resources.ts'
import { stop } from './task/timer.ts'
import './today.css'

const QUESTIONS = 90
const MINUTES = 90

/** A whole mock exam by its total. */
export default function MockExam({ minutes }: { minutes?: string }): JSX.Element {
  const { say } = useWords()
  const sheet = useCall('examSheet', useExam())
  const resources = useResources()
  return (
    <Shown of={sheet}>
      {(told) => resources.value ? (
        <Form sheet={told} resources={resources.value} timed={whole(minutes)} />
      ) : (
        <Screen title={say('today.mock.title')} back={{ to: '/', label: say('shell.back') }}><Shown of={resources}>{() => null}</Shown></Screen>
      )}
    </Shown>
  )
}

function Form({ sheet: { exam }, resources, timed }: { sheet: ExamSheet; resources: readonly Resource[]; timed: number | undefined }): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const allowed = exam.minutes ?? MINUTES
  const [form, setForm] = useState({
    bank: undefined as string | undefined, name: '', isOffline: true, of: exam.items.max ?? exam.items.scored ?? QUESTIONS, right: 0,
    unanswered: 0, minutes: timed ?? allowed, allowed, rules: 'kept' as Rules,
  })
  const [isTried, setTried] = useState(false)
  const change = (some: Partial<typeof form>): void => setForm((now) => ({ ...now, ...some }))
  const numbers = { right: form.right, questions: form.of }
  const save = async (): Promise<void> => {
    setTried(true)
    if (lacksBank(form)) return
    await act.run(async () => {
      const bank = await bankOf(rebound, form, resources)
      // It has been recorded, whatever becomes of the rest.
      change({ bank })
      const simulation: MockExamResult = {
        exam: exam.code, bank, domains: [], unanswered: form.unanswered, minutes: form.minutes, minutes_allowed: form.allowed,
        rules: form.rules, total: { correct: form.right, of: form.of },
      }
      await rebound.check({ simulation })
      const saved = await rebound.record({ simulation })
      if (timed !== undefined) stop()
      offerUndo(say('today.set.saved', numbers), () => rebound.remove(saved))
      go('/', true)
    })
  }
  return (
    <Screen
      title={say('today.mock.title')}
      lead={say('today.mock.lead')}
      back={{ to: timed === undefined ? '/set' : '/running', label: say('shell.back') }}
      actions={<Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void save()}>{say('today.set.save', numbers)}</Button>}
    >
      <BankChoice value={form} known={resources} error={isTried && lacksBank(form) ? say('today.set.bank.missing') : undefined} onChange={change} />
      <div class="pair">
        <Stepper label={say('today.set.questions')} value={form.of} min={1} max={1000} onValue={(of) => change({ of, right: Math.min(form.right, of), unanswered: Math.min(form.unanswered, of) })} />
        <Stepper label={say('today.set.right')} value={form.right} min={0} max={form.of - form.unanswered} onValue={(right) => change({ right })} />
        <Stepper label={say('today.mock.unanswered')} value={form.unanswered} min={0} max={form.of - form.right} onValue={(unanswered) => change({ unanswered })} />
        <Stepper label={say('today.mock.minutes')} value={form.minutes} min={1} max={1440} onValue={(minutes) => change({ minutes })} />
        <Stepper label={say('today.mock.allowed')} value={form.allowed} min={1} max={1440} onValue={(allowed) => change({ allowed })} />
      </div>
      <Choice
        legend={say('today.mock.rules')}
        hint={say('today.mock.rules.hint')}
        options={(['kept', 'broken'] as const).map((value) => ({ value, label: say(`today.mock.rules.${value}`) }))}
        value={form.rules}
        onValue={(rules) => change({ rules })}
      />
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
    </Screen>
  )
}
