import type { Imported } from '@rebound/core'
import type { JSX } from 'preact'
import { useRef, useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { dayOf } from '../../../language/format.ts'
import { useWords, type MessageKey } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Card, Group } from '../../../parts/Card.tsx'
import { FieldError } from '../../../parts/Field.tsx'
import { List, Row } from '../../../parts/List.tsx'
import { Told } from '../../../parts/Told.tsx'
import { offerUndo } from '../../../shell/undo.ts'
import { previewOf, tooLarge, type Preview } from './preview.ts'

/** Everything as one file, out and in. */
export function DataPart(): JSX.Element {
  const { say, sayCode } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const picker = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<{ name: string; text: string; preview: Preview }>()
  const [taken, setTaken] = useState<Imported>()
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return
    setTaken(undefined)
    act.clear()
    const large = tooLarge(file)
    const text = large ? '' : await file.text()
    setChosen({ name: file.name, text, preview: large ?? previewOf(text) })
  }
  return (
    <Group title={say('you.data')}>
      <List>
        <Row icon="out" title={say('you.export')} more={say('you.export.more')} onPress={() => void act.run(async () => {
          save(await rebound.exportJson())
          offerUndo(say('you.export.done'))
        })} />
        <Row icon="plus" title={say('you.import')} more={say('you.import.more')} onPress={() => picker.current?.click()} />
      </List>
      <input
        ref={picker}
        hidden
        type="file"
        accept="application/json,.json"
        aria-label={say('you.import')}
        onChange={(event) => {
          const { files } = event.currentTarget
          void act.run(() => choose(files?.[0]))
          event.currentTarget.value = ''
        }}
      />
      {!chosen && <FieldError text={act.error && sayCode('shell.error', act.error.code)} />}
      {chosen && (
        <Card title={<bdi>{chosen.name}</bdi>}>
          <PreviewText of={chosen.preview} />
          {act.error && (
            <div role="alert" class="tight">
              <FieldError text={act.error.code === 'invalid' ? say('you.import.refused') : sayCode('shell.error', act.error.code)} />
              {act.error.code === 'invalid' && <p class="small"><Told isEnglish>{act.error.message}</Told></p>}
            </div>
          )}
          {taken && <Taken of={taken} />}
          <div class="row wrap">
            {chosen.preview.kind === 'facts' && !taken && (
              <Button kind="primary" isBusy={act.isBusy} onPress={() => void act.run(async () => setTaken(await rebound.importJson(chosen.text)))}>{say('you.import.take', { count: chosen.preview.count })}</Button>
            )}
            <Button onPress={() => setChosen(undefined)}>{say(taken ? 'shell.close' : 'shell.cancel')}</Button>
          </div>
        </Card>
      )}
    </Group>
  )
}

function PreviewText({ of }: { of: Preview }): JSX.Element {
  const { say, sayCode, day, list } = useWords()
  if (of.kind !== 'facts') return <p role="status">{say(`you.import.${of.kind}` as MessageKey, { line: 0, column: 0, ...(of.kind === 'broken' ? { line: of.line ?? 0, column: of.column ?? 0 } : of) })}</p>
  const { count, kinds, first, last } = of
  return (
    <div role="status" class="tight">
      <p>{say('you.import.facts', { count, first: first && day(first, 'table'), last: last && day(last, 'table') })}</p>
      <p class="small muted">{list(kinds.map(([kind, number]) => `${number} × ${sayCode('progress.kind', kind)}`))}</p>
      <p class="small muted">{say('you.import.safe')}</p>
    </div>
  )
}

function Taken({ of: { new: added, known, clashes } }: { of: Imported }): JSX.Element {
  const { say } = useWords()
  return (
    <div role="status" class="tight">
      <p>{say('you.import.taken', { added, known })}</p>
      {clashes.map(({ subject, said }) => <p key={subject} class="small"><Told>{said}</Told></p>)}
    </div>
  )
}

/** Hands a file to the browser. */
function save(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `rebound-${dayOf(new Date())}.json`
  link.click()
  URL.revokeObjectURL(address)
}
