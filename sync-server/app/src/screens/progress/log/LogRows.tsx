import type { LogQuery, LogRow } from '@rebound/core'
import type { JSX } from 'preact'

import { useCall } from '../../../core/call.ts'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Group } from '../../../parts/Card.tsx'
import { Chip } from '../../../parts/Chip.tsx'
import { Empty } from '../../../parts/Empty.tsx'
import { List, Row } from '../../../parts/List.tsx'
import { Shown } from '../../../parts/Shown.tsx'
import { Told } from '../../../parts/Told.tsx'
import { useFactWords } from './useFactWords.ts'

/** One page of the log; its way on, where it is the last that is shown. */
export function LogRows({ query, onMore }: { query: LogQuery; onMore: ((after: string) => void) | undefined }): JSX.Element {
  const { say, day } = useWords()
  const page = useCall('logPage', query)
  return (
    <Shown of={page}>
      {({ days, next }) => (
        <>
          {days.length === 0 && query.after === null && <Empty>{say('progress.log.none')}</Empty>}
          {days.map(({ date, rows }) => (
            <Group key={date} title={day(date, 'long')}>
              <List>{rows.map((row) => <LogRowOf key={row.fact.id} row={row} />)}</List>
            </Group>
          ))}
          {next && onMore && <Button isFull onPress={() => onMore(next)}>{say('progress.log.more')}</Button>}
        </>
      )}
    </Shown>
  )
}

function LogRowOf({ row: { fact, standing, odd } }: { row: LogRow }): JSX.Element {
  const { say, day } = useWords()
  const { title, more } = useFactWords()(fact.body)
  const state = standing === 'counts' ? undefined
    : standing === 'waits' ? say('progress.waits')
    : standing === 'left_out' ? say('progress.leftOut')
    : say('progress.removed', { day: day(standing.removed.until, 'month') })
  return (
    <Row
      title={title}
      more={
        <>
          {more && <bdi>{more}</bdi>}
          {odd.map((said) => <span key={said}> <Told>{said}</Told></span>)}
        </>
      }
      aside={state && <Chip>{state}</Chip>}
      to={`/fact/${encodeURIComponent(fact.id)}`}
    />
  )
}
