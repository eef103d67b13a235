import type { Statements as All } from '@rebound/core'
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useCall } from '../../core/call.ts'
import { useExam, useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { FieldError } from '../../parts/Field.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Told } from '../../parts/Told.tsx'
import { useDraft } from '../../settings/draft.ts'
import { Screen } from '../../shell/Screen.tsx'
import { offerUndo } from '../../shell/undo.ts'
import { go } from '../../shell/location.ts'
import './exam.css'

const AGREEMENTS = [0, 1, 2, 3, 4] as const

/** Sixteen statements, one at a time: a tap answers and leads on, and one may stop anywhere. */
export default function Statements(): JSX.Element {
  const { say } = useWords()
  const statements = useCall('statements', useExam())
  const told = statements.value
  if (told?.attempt) return <Asked all={told} attempt={told.attempt} />
  return (
    <Screen title={say('exam.statements.title')} back={{ to: '/exam/why', label: say('shell.back') }}>
      <Shown of={statements}>{() => <Empty>{say('exam.statements.none')}</Empty>}</Shown>
    </Screen>
  )
}

type Replies = { at: number; replies: Record<string, number> }

function Asked({ all, attempt }: { all: All; attempt: string }): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const { rows } = all
  const begun = rows.findIndex(({ agreement }) => agreement === null)
  const draft = useDraft<Replies>(`statements.${attempt}`, () => ({ at: Math.max(0, begun), replies: {} }))
  const { at, replies } = draft.now
  const row = rows[Math.min(at, rows.length - 1)]
  const count = Object.keys(replies).length
  const text = useRef<HTMLHeadingElement>(null)
  const isMoved = useRef(false)
  useEffect(() => {
    if (isMoved.current) text.current?.focus()
    isMoved.current = true
  }, [at])

  const save = async (given: Record<string, number>): Promise<void> => {
    const list = Object.entries(given).map(([statement, agreement]) => ({ statement: Number(statement), agreement }))
    const isDone = await act.run(async () => {
      if (list.length === 0) return
      const fact = await rebound.record({ questionnaire: { attempt, replies: list } })
      offerUndo(say('exam.statements.saved', { count: list.length }), () => rebound.remove(fact))
    })
    if (!isDone) return
    draft.clear()
    go('/exam/why', true)
  }
  const answer = (agreement: number): void => {
    if (!row) return
    const given = { ...replies, [row.number]: agreement }
    draft.change({ replies: given, at: Math.min(at + 1, rows.length - 1) })
    if (at >= rows.length - 1) void save(given)
  }
  const current = row && (replies[row.number] ?? row.agreement)
  return (
    <Screen
      title={say('exam.statements.title')}
      lead={say('exam.statements.lead')}
      back={{ to: '/exam/why', label: say('shell.back') }}
      corner={<span class="small muted num">{say('exam.statements.step', { number: at + 1, of: rows.length })}</span>}
      actions={
        <>
          {at > 0 && <Button onPress={() => draft.change({ at: at - 1 })}>{say('shell.back')}</Button>}
          <Button isBusy={act.isBusy} onPress={() => void save(replies)}>{say(count === 0 ? 'exam.statements.leave' : 'exam.statements.keep', { count })}</Button>
        </>
      }
    >
      {row && (
        <section class="card soft" aria-labelledby="statement">
          <h2 class="big" id="statement" ref={text} tabIndex={-1}><Told>{row.said}</Told></h2>
          <div class="agree" role="group" aria-labelledby="statement">
            {AGREEMENTS.map((agreement) => (
              <button key={`${row.number}.${agreement}`} type="button" class="button" aria-pressed={current === agreement} onClick={() => answer(agreement)}>
                {sayCode('exam.statements.agree', String(agreement))}
              </button>
            ))}
          </div>
        </section>
      )}
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
    </Screen>
  )
}
