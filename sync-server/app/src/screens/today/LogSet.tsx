import type { ExamDomain, PracticeSet, Resource } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useCall } from '../../core/call.ts'
import { useExam, useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Disclosure } from '../../parts/Disclosure.tsx'
import { FieldError } from '../../parts/Field.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Stepper } from '../../parts/Stepper.tsx'
import { keep, readKept } from '../../settings/kept.ts'
import { Screen } from '../../shell/Screen.tsx'
import { go } from '../../shell/location.ts'
import { offerUndo } from '../../shell/undo.ts'
import { bankOf } from './set/bank.ts'
import { BankChoice } from './set/BankChoice.tsx'
import { DomainChoice } from './set/DomainChoice.tsx'
import { filledIn, formOf, missing, quickRights, quickTimes, setOf, withQuestions, QUESTIONS_MAX, type Given, type SetForm } from './set/form.ts'
import { useResources } from './resources.ts'
import { stop } from './task/timer.ts'
import './today.css'

type Parameters = Given & { fact?: string }

const AGAIN_MS = 5 * 60_000

/** A set of questions, filled in from the last one; or one that is corrected. */
export default function LogSet({ fact, ...given }: Parameters): JSX.Element {
  const { say } = useWords()
  const exam = useExam()
  const sheet = useCall('examSheet', exam)
  const last = useCall('lastSet', exam)
  const resources = useResources()
  const corrected = useCall('factSheet', fact)
  const body = corrected.value?.row.fact.body
  const told = body && 'practice_set' in body ? body.practice_set : undefined
  const isReady = last.value !== undefined && resources.value && (fact === undefined || told)
  const title = say(fact ? 'today.set.correct' : 'today.set.title')
  const back = fact ? { to: `/fact/${encodeURIComponent(fact)}`, label: say('shell.back') } : { to: given.minutes ? '/running' : '/', label: say('shell.back') }
  return (
    <Shown of={sheet}>
      {({ exam: { domains } }) => isReady ? (
        <Form
          title={title}
          back={back}
          fact={fact}
          first={told ? formOf(told) : filledIn(last.value ?? null, given)}
          last={told ?? last.value ?? null}
          domains={domains}
          resources={resources.value ?? []}
          isTimed={given.minutes !== undefined}
        />
      ) : (
        <Screen title={title} back={back}>{fact ? <Shown of={corrected}>{() => null}</Shown> : <Shown of={resources}>{() => null}</Shown>}</Screen>
      )}
    </Shown>
  )
}

type Props = {
  title: string
  back: { to: string; label: string }
  fact: string | undefined
  first: SetForm
  last: PracticeSet | null
  domains: readonly ExamDomain[]
  resources: readonly Resource[]
  isTimed: boolean
}

function Form({ title, back, fact, first, last, domains, resources, isTimed }: Props): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const exam = useExam() ?? ''
  const act = useAct()
  const [form, setForm] = useState(first)
  const [isTried, setTried] = useState(false)
  const change = (some: Partial<SetForm>): void => setForm((now) => ({ ...now, ...some }))
  const lacks = isTried ? missing(form) : undefined
  const times = quickTimes(first)
  const { questions, right, minutes, looking } = form
  const numbers = { right: right ?? 0, questions }

  const save = async (): Promise<void> => {
    setTried(true)
    if (missing(form)) return
    await act.run(async () => {
      const bank = await bankOf(rebound, form, resources)
      // It has been recorded, whatever becomes of the rest.
      change({ bank })
      const body = { practice_set: setOf(exam, form, bank) }
      await rebound.check(body)
      const saved = fact ? await rebound.correct(fact, body) : await rebound.record(body)
      if (isTimed) stop()
      offerUndo(say(!fact && isAgain(body.practice_set) ? 'today.set.again' : 'today.set.saved', numbers), () => rebound.remove(saved))
      go(fact ? '/logged' : '/', true)
    })
  }
  return (
    <Screen
      title={title}
      lead={last && !fact ? say('today.set.lead') : undefined}
      back={back}
      actions={<Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void save()}>{say('today.set.save', numbers)}</Button>}
    >
      <BankChoice value={form} known={resources} error={lacks === 'bank' ? say('today.set.bank.missing') : undefined} onChange={change} />
      <DomainChoice domains={domains} value={form.domain} error={lacks === 'domain' ? say('today.set.domain.missing') : undefined} onValue={(domain) => change({ domain })} />
      <div class="stack">
        <div class="pair">
          <Stepper label={say('today.set.questions')} value={questions} min={1} max={QUESTIONS_MAX} onValue={(count) => setForm((now) => withQuestions(now, count))} />
          <Stepper label={say('today.set.right')} value={right ?? 0} min={0} max={questions} onValue={(count) => change({ right: count })} />
        </div>
        <div class="strip">
          <Choice
            legend={say('today.set.right.quick')}
            isLegendUnseen
            isEven
            options={quickRights(last, questions).map((count) => ({ value: count, label: String(count), spoken: say('today.set.right.spoken', { count }) }))}
            value={right}
            error={lacks === 'right' ? say('today.set.right.missing') : undefined}
            onValue={(count) => change({ right: count })}
          />
        </div>
      </div>
      <Choice
        legend={say('today.set.how')}
        options={(['relaxed', 'timed', 'simulated'] as const).map((value) => ({ value, label: say(`today.set.how.${value}`) }))}
        value={form.conditions}
        onValue={(conditions) => change({ conditions })}
      />
      <Choice
        legend={say('today.set.time')}
        options={[
          ...times.map((time, at) => ({
            value: at,
            label: say('today.set.time.option', { answering: time.minutes, looking: time.looking }),
            spoken: say('today.set.time.spoken', { answering: time.minutes, looking: time.looking }),
          })),
          { value: -1, label: say('today.set.time.other') },
        ]}
        value={form.isOtherTime ? -1 : times.findIndex((time) => time.minutes === minutes && time.looking === looking)}
        onValue={(at) => change(times[at] ? { ...times[at], isOtherTime: false } : { isOtherTime: true })}
      />
      {form.isOtherTime && (
        <div class="pair">
          <Stepper label={say('today.set.time.answering')} value={minutes} min={1} max={1440} onValue={(count) => change({ minutes: count })} />
          <Stepper label={say('today.set.time.looking')} value={looking} min={0} max={1440} onValue={(count) => change({ looking: count })} />
        </div>
      )}
      <Disclosure title={say('today.set.seen')}>
        <Stepper label={say('today.set.seen.count')} value={form.seenBefore} min={0} max={questions} onValue={(seenBefore) => change({ seenBefore })} />
      </Disclosure>
      {!fact && !isTimed && <Button kind="plain" to="/mock">{say('today.mock.open')}</Button>}
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
    </Screen>
  )
}

/** Whether a set like this was saved a moment ago; this one is remembered. */
function isAgain(set: PracticeSet): boolean {
  const text = JSON.stringify(set)
  const before = readKept('set') as { at?: number; text?: string } | undefined
  keep('set', { at: Date.now(), text })
  return before?.text === text && Math.abs(Date.now() - (before.at ?? 0)) < AGAIN_MS
}
