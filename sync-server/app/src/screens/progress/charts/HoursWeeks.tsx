import type { WeekDone } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Disclosure } from '../../../parts/Disclosure.tsx'
import { Told } from '../../../parts/Told.tsx'
import { Chart } from './Chart.tsx'
import { shortDay } from './drawing.ts'

/** The hours of each week, done and planned. */
export function HoursWeeks({ weeks, said }: { weeks: readonly WeekDone[]; said: string | null }): JSX.Element {
  const { say, day, time } = useWords()
  const inWords = ({ done, planned }: WeekDone): string => (planned === null ? time(done) : say('progress.hours.of', { done: time(done), planned: time(planned) }))
  return (
    <Card title={said ? <Told>{said}</Told> : say('progress.hours')}>
      <Chart
        label={say('progress.hours.heard', { weeks: weeks.map(inWords).join(', ') })}
        drawing={{ kind: 'hours', weeks: [...weeks], dayText: (date) => shortDay(day(date, 'month')), timeText: (minutes) => time(minutes), offText: say('progress.hours.off') }}
      />
      <p class="small muted">{say('progress.hours.key')}</p>
      <Disclosure title={say('progress.numbers')}>
        <table class="numbers">
          <caption class="unseen">{say('progress.hours')}</caption>
          <thead><tr><th scope="col">{say('progress.week')}</th><th scope="col">{say('progress.done')}</th><th scope="col">{say('progress.planned')}</th><th scope="col">{say('progress.answers')}</th></tr></thead>
          <tbody>
            {weeks.map(({ monday, done, planned, correct, answered }) => (
              <tr key={monday}>
                <th scope="row">{day(monday, 'table')}</th>
                <td>{time(done)}</td>
                <td>{planned === null ? '–' : time(planned)}</td>
                <td>{answered > 0 ? say('progress.answers.of', { correct, answered }) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
      <div><Button kind="plain" to="/plan/week">{say('progress.hours.offer')}</Button></div>
    </Card>
  )
}
