import type { FactBody, FactId, FactSheet } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useCall } from '../../core/call.ts'
import { useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Group, Note } from '../../parts/Card.tsx'
import { Disclosure } from '../../parts/Disclosure.tsx'
import { FieldError } from '../../parts/Field.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { go } from '../../shell/location.ts'
import { offerUndo } from '../../shell/undo.ts'
import { CorrectSession } from './log/CorrectSession.tsx'
import { FactValues } from './log/FactValues.tsx'
import { useFactWords } from './log/useFactWords.ts'
import './progress.css'

/** One fact: what it says, what it counts for, and how to correct it or take it back. */
export default function Fact({ fact }: { fact?: string }): JSX.Element {
  const { say } = useWords()
  const sheet = useCall('factSheet', fact)
  const wordsOf = useFactWords()
  const title = sheet.value ? wordsOf(sheet.value.row.fact.body).title : say('progress.fact')
  return (
    <Screen title={title} back={{ to: '/logged', label: say('progress.logged') }}>
      <Shown of={sheet}>{(told) => <Content sheet={told} />}</Shown>
    </Screen>
  )
}

function Content({ sheet: { row, earlier, counts_for } }: { sheet: FactSheet }): JSX.Element {
  const { say, sayCode, moment, day } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const [isCorrecting, setCorrecting] = useState(false)
  const { fact, standing, odd } = row
  const place = correctingPlace(fact.id, fact.body)
  const session = 'study_session' in fact.body ? fact.body.study_session : undefined
  const removed = typeof standing === 'object' ? standing.removed : undefined
  const remove = async (): Promise<void> => {
    const isDone = await act.run(async () => {
      await rebound.remove(fact.id)
      offerUndo(say('progress.removedNow'), () => rebound.restore(fact.id))
    })
    if (isDone) go('/logged', true)
  }
  return (
    <>
      {odd.length > 0 && <Note icon={<Icon name="info" />}>{odd.map((said) => <p key={said}><Told>{said}</Told></p>)}</Note>}
      {removed && <Note icon={<Icon name="undo" />}><p>{say('progress.removed.text', { day: day(removed.until, 'long') })}</p></Note>}
      <Card>
        <FactValues body={fact.body} />
        <p class="small muted">{say('progress.recorded', { at: moment(fact.at) })}</p>
      </Card>
      {counts_for && !removed && (
        <Group title={say('progress.countsFor')}>
          <ul class="stack">
            {counts_for.domains.length > 0 && <li>{say('progress.countsFor.domains', { domains: counts_for.domains.join(', ') })}</li>}
            {counts_for.causes.length > 0 && <li>{say('progress.countsFor.causes', { count: counts_for.causes.length })}</li>}
            {counts_for.retake_rules.length > 0 && <li>{say('progress.countsFor.rules')}</li>}
            {counts_for.domains.length + counts_for.causes.length + counts_for.retake_rules.length === 0 && <li>{say('progress.countsFor.whole', { exam: counts_for.exam })}</li>}
            <li>{say(counts_for.is_shared ? 'progress.countsFor.shared' : 'progress.countsFor.own')}</li>
          </ul>
        </Group>
      )}
      {earlier.length > 0 && (
        <Disclosure title={say('progress.earlier', { count: earlier.length })}>
          {earlier.map((one) => (
            <div class="tight" key={one.id}>
              <FactValues body={one.body} />
              <p class="small muted">{say('progress.recorded', { at: moment(one.at) })}</p>
            </div>
          ))}
        </Disclosure>
      )}
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      <div class="stack">
        {removed ? (
          <Button kind="primary" isFull icon="undo" isBusy={act.isBusy} onPress={() => void act.run(() => rebound.restore(fact.id))}>{say('progress.restore')}</Button>
        ) : (
          <>
            {place && <Button kind="primary" isFull to={place}>{say('progress.correct')}</Button>}
            {session && <Button kind="primary" isFull onPress={() => setCorrecting(true)}>{say('progress.correct')}</Button>}
            <Button isFull isBusy={act.isBusy} onPress={() => void remove()}>{say('progress.remove')}</Button>
            <p class="small muted">{say('progress.remove.text')}</p>
          </>
        )}
      </div>
      {isCorrecting && session && <CorrectSession fact={fact.id} session={session} onClose={() => setCorrecting(false)} />}
    </>
  )
}

/** The form in which a fact can be corrected, where it has one of its own. */
function correctingPlace(fact: FactId, body: FactBody): string | undefined {
  if ('practice_set' in body) return `/set?fact=${encodeURIComponent(fact)}`
  if ('attempt' in body) return `/report/${encodeURIComponent(body.attempt.exam)}/${encodeURIComponent(fact)}`
  if ('availability' in body || 'day_exception' in body) return '/plan/week'
  if ('exam_date' in body || 'retake_override' in body) return '/exam'
  if ('questionnaire' in body) return '/exam/why/statements'
  return undefined
}
