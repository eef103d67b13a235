import type { DomainId, DomainNote, Explanation, FactId, LogPage } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Choice } from '../../../parts/Choice.tsx'
import { FieldError, TextField } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { offerUndo } from '../../../shell/undo.ts'

type Props = {
  attempt: FactId
  first: DomainId
  domains: readonly { domain: DomainId; name: string }[]
  /** What was said before. */
  explained: Readonly<Record<DomainId, Explanation>>
  onClose: () => void
}

const EXPLANATIONS: readonly Explanation[] = ['knowledge', 'application', 'execution', 'luck']
const TOPIC_CHARS = 120
const ROWS = 50

/** What explains a domain, and a topic to come back to. */
export function NoteSheet({ attempt, first, domains, explained, onClose }: Props): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const [domain, setDomain] = useState(first)
  const [chosen, setChosen] = useState<Explanation>()
  const [topic, setTopic] = useState('')
  const [isTried, setTried] = useState(false)
  const explanation = chosen ?? explained[domain]
  const save = async (): Promise<void> => {
    setTried(true)
    if (!explanation) return
    const isDone = await act.run(async () => {
      // A later note stands for the earlier one, so it takes over that one's topics.
      const page = await rebound.logPage({ kinds: ['domain_note'], domain, after: null, rows: ROWS })
      const before = noteOf(page, attempt, domain)?.topics ?? []
      const topics = topic.trim() === '' || before.includes(topic.trim()) ? before : [...before, topic.trim()]
      const body = { domain_note: { attempt, domain, explanation, ...(topics.length > 0 && { topics }) } }
      await rebound.check(body)
      const fact = await rebound.record(body)
      offerUndo(say('exam.note.saved'), () => rebound.remove(fact))
    })
    if (isDone) onClose()
  }
  return (
    <Sheet title={say('exam.note.title')} onClose={onClose}>
      <Choice legend={say('exam.note.domain')} options={domains.map(({ domain: value, name }) => ({ value, label: <bdi>{name}</bdi> }))} value={domain} onValue={setDomain} />
      <Choice
        legend={say('exam.note.explains')}
        options={EXPLANATIONS.map((value) => ({ value, label: sayCode('exam.note.explanation', value) }))}
        value={explanation}
        error={isTried && !explanation ? say('exam.note.needed') : undefined}
        onValue={setChosen}
      />
      <TextField label={say('exam.note.topic')} hint={say('exam.note.topic.hint')} value={topic} maxLength={TOPIC_CHARS} onValue={setTopic} />
      <FieldError text={act.error && sayCode('shell.error', act.error.code)} />
      <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void save()}>{say('shell.save')}</Button>
    </Sheet>
  )
}

/** The note about a domain of a sitting that counts now. */
export function noteOf(page: LogPage, attempt: FactId, domain: DomainId): DomainNote | undefined {
  for (const { fact, standing } of page.days.flatMap(({ rows }) => rows)) {
    if (standing === 'counts' && 'domain_note' in fact.body) {
      const note = fact.body.domain_note
      if (note.attempt === attempt && note.domain === domain) return note
    }
  }
  return undefined
}
