import type { Block, CalendarDay, PlanDay } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useWords } from '../../../language/language.tsx'
import { SlotRow } from '../../../parts/SlotRow.tsx'
import { List } from '../../../parts/List.tsx'
import { Told } from '../../../parts/Told.tsx'
import { BlockSheet } from './BlockSheet.tsx'
import { useBlockWords } from './useBlockWords.ts'

/** The days of a week with what is planned for them. */
export function DayBlocks({ days, today }: { days: readonly PlanDay[]; today: CalendarDay }): JSX.Element {
  const { say, day } = useWords()
  const wordsOf = useBlockWords()
  const [opened, setOpened] = useState<{ date: CalendarDay; block: Block }>()
  return (
    <>
      {days.map(({ date, blocks }) => (
        <div class="group" key={date}>
          <h3 class={date === today ? 'accent' : undefined}>{date === today ? say('plan.today', { day: day(date, 'long') }) : day(date, 'long')}</h3>
          <List>
            {blocks.map((block) => {
              const { what, how, isTold } = wordsOf(block)
              return (
                <SlotRow
                  key={`${block.start_minute} ${block.code}`}
                  startMinute={block.start_minute}
                  minutes={block.minutes}
                  place={block.place}
                  what={isTold ? <Told>{what}</Told> : what}
                  how={how && <bdi>{how}</bdi>}
                  isMockExam={block.kind === 'mock_exam'}
                  onPress={() => setOpened({ date, block })}
                />
              )
            })}
          </List>
        </div>
      ))}
      {opened && <BlockSheet {...opened} title={wordsOf(opened.block).what} onClose={() => setOpened(undefined)} />}
    </>
  )
}
