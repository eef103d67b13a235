import type { Attempt, ExamSheet, FactId, Outcome } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { dayOf } from '../../../language/format.ts'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Choice } from '../../../parts/Choice.tsx'
import { Disclosure } from '../../../parts/Disclosure.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { Told } from '../../../parts/Told.tsx'
import { useDraft } from '../../../settings/draft.ts'
import { offerUndo } from '../../../shell/undo.ts'
import { Screen } from '../../../shell/Screen.tsx'
import { go } from '../../../shell/location.ts'
import { Domains } from './Domains.tsx'
import { Pasted } from './Pasted.tsx'
import { attemptOf, draftOf, emptyDraft, kindOf, problemsOf, type Problem, type ReportDraft } from './reportDraft.ts'
import '../start.css'
import { Twice, twinOf } from './Twice.tsx'

type Props = { sheet: ExamSheet; corrects: { fact: FactId; earlier: Attempt } | undefined }

const OUTCOMES: readonly Outcome[] = ['fail', 'pass', 'pending']

export function ReportForm({ sheet, corrects }: Props): JSX.Element {
  const { say, sayCode, day, number } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const today = dayOf(new Date())
  const { exam } = sheet
  const draft = useDraft<ReportDraft>(`report.${corrects?.fact ?? exam.code}`, () => (corrects ? draftOf(corrects.earlier) : emptyDraft(today)))
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [isTried, setTried] = useState(false)
  const [twin, setTwin] = useState<{ fact: FactId; day: string }>()
  const { now } = draft
  const problems = problemsOf(now, sheet, today)
  const leave = (name: string) => () => setLeft((names) => new Set([...names, name]))
  const words = (problem: Problem): string => {
    const values = { vendor: exam.vendor, value: '', day: day(today, 'table'), ...problem }
    return say(`start.report.problem.${problem.kind}`, { ...values, min: 'min' in problem ? number(problem.min) : '', max: 'max' in problem ? number(problem.max) : '', mark: 'mark' in problem ? number(problem.mark) : '' })
  }
  const problemOf = (name: string): string | undefined => {
    const found = problems[name]
    return found && (isTried || left.has(name)) ? words(found) : undefined
  }
  const isStepped = kindOf(now, sheet) === 'missed_objectives' && !now.isTotalOnly && exam.domains.length > 1
  const last = exam.domains.length - 1
  const step = Math.min(now.step, last)

  const save = async (isAnother = false): Promise<void> => {
    setTried(true)
    const [first] = Object.keys(problems)
    if (first !== undefined) {
      const at = exam.domains.findIndex(({ id }) => id === first)
      if (isStepped && at >= 0) draft.change({ step: at })
      queueMicrotask(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const body = { attempt: attemptOf(now, sheet, zone, corrects?.earlier) }
    const isDone = await act.run(async () => {
      if (!corrects && !isAnother) {
        const found = twinOf(await rebound.sittings(exam.code), now.satOn)
        setTwin(found)
        if (found) return
      }
      await rebound.check(body)
      if (!sheet.is_chosen) await rebound.record({ exam_choice: { exam: exam.code } })
      const fact = corrects ? await rebound.correct(corrects.fact, body) : await rebound.record(body)
      draft.clear()
      go(corrects ? '/exam/report' : '/evening', true)
      offerUndo(say('start.report.saved'), () => rebound.remove(fact))
    })
    if (!isDone) queueMicrotask(() => document.getElementById('refused')?.focus())
  }
  const remove = async (fact: FactId): Promise<void> => {
    const isDone = await act.run(() => rebound.remove(fact))
    if (!isDone) return
    draft.clear()
    go('/exam/sittings', true)
    offerUndo(say('start.report.removed'), () => rebound.restore(fact))
  }
  const actions = isStepped ? (
    <>
      {step > 0 && <Button onPress={() => draft.change({ step: step - 1 })}>{say('start.report.domain', { number: step })}</Button>}
      {step < last ? (
        <Button kind="primary" onPress={() => draft.change({ step: step + 1 })}>{say('start.report.domain', { number: step + 2 })}</Button>
      ) : (
        <Button kind="primary" isBusy={act.isBusy} onPress={() => void save()}>{say('shell.save')}</Button>
      )}
    </>
  ) : (
    <Button kind="primary" isBusy={act.isBusy} onPress={() => void save()}>{say('shell.save')}</Button>
  )
  const scaleHint = exam.scale === null ? sheet.report_form && <Told isEnglish>{sheet.report_form.overall}</Told> : say(exam.pass_mark === null ? 'start.report.scale' : 'start.report.scaleAndMark', {
    min: number(exam.scale.min), max: number(exam.scale.max), mark: exam.pass_mark === null ? '' : number(exam.pass_mark),
  })
  return (
    <Screen
      title={say(corrects ? 'start.report.correct' : 'start.report.title')}
      lead={<><bdi>{exam.title} {exam.code}</bdi>. {say('start.report.lead')}</>}
      back={corrects ? { to: '/exam/report', label: say('shell.tab.exam') } : { to: '/welcome/exam', label: say('shell.back') }}
      corner={isStepped ? <span class="small muted num">{say('start.report.step', { number: step + 1, of: last + 1 })}</span> : undefined}
      actions={actions}
    >
      <Choice legend={say('start.report.outcome')} options={OUTCOMES.map((value) => ({ value, label: sayCode('start.report.outcome', value) }))} value={now.outcome} onValue={(outcome) => draft.change({ outcome })} />
      <div class="pair">
        <TextField label={say('start.report.score')} hint={scaleHint} value={now.score} inputMode="decimal" maxLength={20} error={problemOf('score')} onLeave={leave('score')} onValue={(score) => draft.change({ score })} />
        <TextField label={say('start.report.satOn')} type="date" max={today} value={now.satOn} error={problemOf('satOn')} onLeave={leave('satOn')} onValue={(satOn) => draft.change({ satOn })} />
      </div>
      {((exam.pass_mark === null && exam.scale !== null) || now.mark !== '' || sheet.report_form?.prints_retake_date) && (
        <div class="pair">
          <TextField label={say('start.report.mark')} hint={say('start.report.ifPrinted')} value={now.mark} inputMode="decimal" maxLength={20} error={problemOf('mark')} onLeave={leave('mark')} onValue={(text) => draft.change({ mark: text })} />
          {(sheet.report_form?.prints_retake_date || now.retakeOn !== '') && (
            <TextField label={say('start.report.retakeOn')} hint={say('start.report.ifPrinted')} type="date" value={now.retakeOn} error={problemOf('retakeOn')} onLeave={leave('retakeOn')} onValue={(retakeOn) => draft.change({ retakeOn })} />
          )}
        </div>
      )}
      <Domains sheet={sheet} draft={now} step={isStepped ? step : undefined} problemOf={problemOf} onChange={draft.change} onLeave={leave} />
      {sheet.report_form && <Disclosure title={say('start.report.limits')}><p><Told isEnglish>{sheet.report_form.caveat}</Told></p></Disclosure>}
      <Pasted sheet={sheet} draft={now} onTake={draft.change} />
      <Disclosure title={say('start.report.version')}>
        <TextField label={say('start.report.version.label')} hint={say('start.report.version.hint', { exam: exam.code })} value={now.version} maxLength={100} onValue={(version) => draft.change({ version })} />
      </Disclosure>
      {corrects && <div><Button kind="plain" isBusy={act.isBusy} onPress={() => void remove(corrects.fact)}>{say('start.report.remove')}</Button></div>}
      {twin && <Twice day={twin.day} to={`/report/${encodeURIComponent(exam.code)}/${encodeURIComponent(twin.fact)}`} onAnother={() => void save(true)} />}
      {act.error && (
        <p class="field-error" id="refused" tabIndex={-1} role="alert">
          {act.error.code === 'invalid' ? <Told isEnglish>{act.error.reason}</Told> : sayCode('shell.error', act.error.code)}
        </p>
      )}
    </Screen>
  )
}
