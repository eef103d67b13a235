import type { ExamSheet } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Disclosure } from '../../../parts/Disclosure.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { PASTED_CHARS, readPasted } from './pasted.ts'
import type { ReportDraft } from './reportDraft.ts'

/** A report as text: what is understood of it is shown first, then taken over. */
export function Pasted({ sheet, draft, onTake }: { sheet: ExamSheet; draft: ReportDraft; onTake: (some: Partial<ReportDraft>) => void }): JSX.Element {
  const { say } = useWords()
  const [text, setText] = useState('')
  const [isTaken, setTaken] = useState(false)
  const found = readPasted(text, draft, sheet)
  const domains = sheet.exam.domains.filter(({ id }) => found.entries?.[id] && found.entries[id] !== draft.entries[id])
  const parts = [
    found.score && say('start.pasted.score', { score: found.score }),
    found.mark && say('start.pasted.mark', { mark: found.mark }),
    ...domains.map(({ id, name }) => {
      const entry = found.entries?.[id]
      return say('start.pasted.domain', { name, value: entry?.missed?.join(', ') ?? entry?.low ?? String(entry?.level ?? '') })
    }),
  ].filter((part): part is string => Boolean(part))
  return (
    <Disclosure title={say('start.pasted.title')}>
      <TextField label={say('start.pasted.label')} rows={5} value={text} maxLength={PASTED_CHARS} onValue={(pasted) => { setText(pasted); setTaken(false) }} />
      <div role="status">
        {text.trim() !== '' && parts.length === 0 && <p>{say('start.pasted.nothing')}</p>}
        {isTaken && <p>{say('start.pasted.taken')}</p>}
        {!isTaken && parts.length > 0 && <ul>{parts.map((part) => <li key={part}>{part}</li>)}</ul>}
      </div>
      {!isTaken && parts.length > 0 && <div><Button onPress={() => { onTake(found); setTaken(true) }}>{say('start.pasted.take')}</Button></div>}
    </Disclosure>
  )
}
