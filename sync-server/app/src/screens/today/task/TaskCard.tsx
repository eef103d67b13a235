import type { ExamCode, TodayBlock } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Icon } from '../../../parts/Icon.tsx'
import { List } from '../../../parts/List.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { SlotRow } from '../../../parts/SlotRow.tsx'
import { Told } from '../../../parts/Told.tsx'
import { go } from '../../../shell/location.ts'
import { start } from './timer.ts'

type Props = { exam: ExamCode; block: TodayBlock; instead: readonly TodayBlock[]; isNow: boolean }

/** The one thing to do: when, how long, what; others that fit, and why, one tap away. */
export function TaskCard({ exam, block, instead, isNow }: Props): JSX.Element {
  const { say, clock, time } = useWords()
  const [sheet, setSheet] = useState<'instead' | 'why'>()
  const { start_minute, minutes, what, offline, reasons } = block
  return (
    <Card
      isSoft
      title={<span class="sentence"><Told>{what}</Told></span>}
      over={
        <span class="row wrap num">
          <span class="task-sign"><Icon name="waiting" size={18} />{clock(start_minute % 1440)}, {time(minutes)}</span>
          {offline === 'works' && <span class="task-sign"><Icon name="offline" size={18} />{say('today.offline')}</span>}
          {offline === 'needs_network' && <span class="task-sign">{say('today.online')}</span>}
        </span>
      }
    >
      <Button kind="primary" isFull icon="play" onPress={() => begin(exam, block)}>{say(isNow ? 'today.start' : 'today.start.early')}</Button>
      <div class="row wrap between">
        {instead.length > 0 && <Button kind="plain" onPress={() => setSheet('instead')}>{say('today.instead')}</Button>}
        {reasons.length > 0 && <Button kind="plain" onPress={() => setSheet('why')}>{say('today.why')}</Button>}
      </div>
      {sheet === 'instead' && (
        <Sheet title={say('today.instead')} onClose={() => setSheet(undefined)}>
          <p class="muted">{say('today.instead.text')}</p>
          <List label={say('today.instead')}>
            {instead.map((other) => (
              <SlotRow
                key={`${other.kind} ${other.domain}`}
                startMinute={other.start_minute}
                minutes={other.minutes}
                place={other.place}
                what={<span class="sentence"><Told>{other.what}</Told></span>}
                isMockExam={other.kind === 'mock_exam'}
                onPress={() => begin(exam, other)}
              />
            ))}
          </List>
        </Sheet>
      )}
      {sheet === 'why' && (
        <Sheet title={say('today.why')} onClose={() => setSheet(undefined)}>
          <ul class="stack">{reasons.map((told) => <li key={told} class="sentence"><Told>{told}</Told></li>)}</ul>
        </Sheet>
      )}
    </Card>
  )
}

function begin(exam: ExamCode, { kind, what, domain, resource, questions, minutes }: TodayBlock): void {
  start({ exam, kind, what, domain, resource, questions, minutes })
  go('/running')
}
