import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Group } from '../../parts/Card.tsx'
import { FieldError, TextField } from '../../parts/Field.tsx'
import { Told } from '../../parts/Told.tsx'
import { useDraft } from '../../settings/draft.ts'
import { Screen } from '../../shell/Screen.tsx'
import { go } from '../../shell/location.ts'
import { blueprintOf, codeOf, emptyOwn, problemsOfOwn, sumOf, type OwnDomain, type OwnDraft } from './ownExam.ts'
import './start.css'

const NAME_CHARS = 120
const DOMAINS_MAX = 20

/** An exam that the catalogue does not have: its domains and their weights, the rest where it is known. */
export default function OwnExam({ code = '' }: { code?: string }): JSX.Element {
  const { say, number } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const draft = useDraft<OwnDraft>('own', () => emptyOwn(code))
  const [isTried, setTried] = useState(false)
  const { now } = draft
  const problems = problemsOfOwn(now)
  const problem = (name: string): string | undefined => {
    const found = problems[name]
    const isOpen = isTried || (found !== 'needed' && found !== undefined && !name.startsWith('domains'))
    return found && isOpen ? say(`start.own.problem.${found}`, { sum: number(sumOf(now), 1) }) : undefined
  }
  const field = (name: Exclude<keyof OwnDraft, 'domains'>, isNumber = false): JSX.Element => (
    <TextField
      label={say(`start.own.field.${name}`)}
      hint={name === 'code' || name === 'mark' ? say(`start.own.field.${name}.hint`) : undefined}
      value={now[name]}
      error={problem(name)}
      maxLength={NAME_CHARS}
      inputMode={isNumber ? 'decimal' : 'text'}
      onValue={(text) => draft.change({ [name]: text })}
      {...(name === 'code' && { onLeave: () => draft.change({ code: codeOf(now.code) }) })}
    />
  )
  const changeDomain = (at: number, some: Partial<OwnDomain>): void =>
    draft.change({ domains: now.domains.map((domain, place) => (place === at ? { ...domain, ...some } : domain)) })

  const save = async (): Promise<void> => {
    setTried(true)
    if (Object.keys(problems).length > 0) return
    const exam = codeOf(now.code)
    const body = { exam_choice: { exam, blueprint: blueprintOf(now, say('start.own.vendor.unknown')) } }
    const isDone = await act.run(async () => {
      await rebound.check(body)
      await rebound.record(body)
    })
    if (!isDone) return
    draft.clear()
    go(`/report/${encodeURIComponent(exam)}`)
  }
  return (
    <Screen
      title={say('start.own.title')}
      lead={say('start.own.lead')}
      back={{ to: '/welcome/exam', label: say('shell.back') }}
      actions={<Button kind="primary" isBusy={act.isBusy} onPress={() => void save()}>{say('start.own.save')}</Button>}
    >
      <div class="stack">
        {field('title')}
        {field('code')}
        {field('vendor')}
      </div>
      <Group title={say('start.own.domains')} aside={say('start.own.sum', { sum: number(sumOf(now), 1) })}>
        <p class="small muted">{say('start.own.domains.hint')}</p>
        {now.domains.map(({ name, weight }, at) => (
          <div class="own-domain" key={at}>
            <TextField label={say('start.own.domain', { number: at + 1 })} value={name} maxLength={NAME_CHARS} onValue={(text) => changeDomain(at, { name: text })} />
            <TextField label={say('start.own.weight', { number: at + 1 })} value={weight} inputMode="decimal" maxLength={12} error={problem(`weight.${at}`)} onValue={(text) => changeDomain(at, { weight: text })} />
          </div>
        ))}
        <FieldError text={problem('domains')} />
        {now.domains.length < DOMAINS_MAX && (
          <div>
            <Button icon="plus" onPress={() => draft.change({ domains: [...now.domains, { name: '', weight: '' }] })}>{say('start.own.add')}</Button>
          </div>
        )}
      </Group>
      <Group title={say('start.own.scale')}>
        <p class="small muted">{say('start.own.scale.hint')}</p>
        <div class="own-scale">
          {field('min', true)}
          {field('max', true)}
          {field('mark', true)}
        </div>
      </Group>
      {act.error && <p class="field-error" role="alert"><Told isEnglish>{act.error.reason}</Told></p>}
    </Screen>
  )
}
