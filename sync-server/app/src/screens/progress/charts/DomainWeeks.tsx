import type { DomainGrowth, PassLine } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Disclosure } from '../../../parts/Disclosure.tsx'
import { Chart } from './Chart.tsx'
import { axisOf, hundred, pointsOf, shortDay } from './drawing.ts'

/** A domain over the weeks with its range and the line, and the numbers as a table. */
export function DomainWeeks({ domain, line }: { domain: DomainGrowth; line: PassLine }): JSX.Element {
  const { say, day, number } = useWords()
  const points = pointsOf(domain)
  const [first, last] = [points[0], points.at(-1)]
  const lineText = say('progress.line', { line: hundred(line.share), source: line.source })
  if (!first || !last) return <p class="muted">{say('progress.first')}</p>
  const heard = say('progress.heard', {
    domain: domain.name, first: first.mean, last: last.mean, firstLow: first.low, firstHigh: first.high, lastLow: last.low, lastHigh: last.high, line: lineText,
  })
  return (
    <>
      <Chart
        label={heard}
        drawing={{ kind: 'domain', points, line: hundred(line.share), ...axisOf(points, line), dayText: (date) => shortDay(day(date, 'month')), valueText: (value) => number(value, 0), lineText }}
      />
      {points.length === 1 && <p class="small muted">{say('progress.onePoint')}</p>}
      <Disclosure title={say('progress.numbers')}>
        <table class="numbers">
          <caption class="unseen">{say('progress.numbers.of', { domain: domain.name })}</caption>
          <thead><tr><th scope="col">{say('progress.day')}</th><th scope="col">{say('progress.mean')}</th><th scope="col">{say('progress.range')}</th></tr></thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.day}>
                <th scope="row">{day(point.day, 'table')}</th>
                <td>{number(point.mean, 0)}</td>
                <td>{say('progress.range.of', { low: point.low, high: point.high })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Disclosure>
    </>
  )
}
