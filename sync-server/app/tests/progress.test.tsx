import type { FactSheet, LogPage, LogQuery, LogRow } from '@rebound/core'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { afterEach, expect, test } from 'vitest'

import { ExamProvider, ReboundProvider } from '../src/core/rebound.tsx'
import Fact from '../src/screens/progress/Fact.tsx'
import Logged from '../src/screens/progress/Logged.tsx'
import { draw } from '../src/screens/progress/charts/draw.ts'
import { axisOf, pointsOf } from '../src/screens/progress/charts/drawing.ts'
import { closeUndo, undoable } from '../src/shell/undo.ts'
import { doubleOf } from './double.ts'
import { sheetOf } from './sheets.ts'

afterEach(() => {
  cleanup()
  closeUndo()
  location.hash = ''
})

const row = (id: string, some: Partial<LogRow> = {}): LogRow => ({
  fact: {
    id, at: '2026-03-09T18:05:00-05:00[America/New_York]',
    body: { practice_set: { exam: 'SY0-701', domain: '2', bank: '<img src=x>', correct: 14, of: 20, minutes: 25, review_minutes: 25, conditions: 'timed', seen_before: 0 } },
  },
  kind: 'practice_set', standing: 'counts', odd: [], ...some,
})

function draws(what: preact.ComponentChild, answers: Parameters<typeof doubleOf>[0]) {
  const rebound = doubleOf({ examSheet: sheetOf([]), anomalies: [], ...answers })
  render(<ReboundProvider value={rebound}><ExamProvider value="SY0-701">{what}</ExamProvider></ReboundProvider>)
  return rebound
}

test('the axis has room for every range and the line, and starts no lower than it must', () => {
  const points = pointsOf({ points: [{ day: '2026-03-01', low: 0.561, mean: 0.68, high: 0.802 }] })
  expect(points).toEqual([{ day: '2026-03-01', low: 56, mean: 68, high: 80 }])
  expect(axisOf(points, { share: 0.75 })).toEqual({ from: 50, to: 90 })
  expect(axisOf([{ day: '2026-03-01', low: 12, mean: 30, high: 95 }], { share: 0.75 })).toEqual({ from: 10, to: 100 })
})

test('a chart says its last value and brings no style of its own, which the page would not let in', () => {
  const points = pointsOf({ points: [{ day: '2026-03-01', low: 0.56, mean: 0.68, high: 0.8 }, { day: '2026-03-08', low: 0.57, mean: 0.67, high: 0.76 }] })
  const drawn = draw({ kind: 'domain', points, line: 75, from: 50, to: 90, dayText: (day) => day, valueText: String, lineText: 'the line: about 75' }, 340)
  expect(drawn.outerHTML).not.toMatch(/<style|style=/)
  expect(drawn.textContent).toContain('the line: about 75')
  expect(drawn.querySelector('.chart-value')?.textContent).toContain('67')
  const hours = draw({ kind: 'hours', weeks: [{ monday: '2026-03-02', done: 413, planned: 660, correct: 0, answered: 0 }, { monday: '2026-03-09', done: 0, planned: null, correct: 0, answered: 0 }], dayText: (day) => day, timeText: (minutes) => `${minutes} min`, offText: 'free' }, 340)
  expect(hours.outerHTML).not.toMatch(/<style|style=/)
  expect(hours.textContent).toContain('413 min')
  expect(hours.textContent).toContain('free')
})

test('the log goes on page by page, and what was typed is text', async () => {
  const asked: LogQuery[] = []
  const pages: Record<string, LogPage> = {
    null: { days: [{ date: '2026-03-09', rows: [row('a'), row('b', { standing: { removed: { until: '2026-04-08' } } })] }], next: 'b' },
    b: { days: [{ date: '2026-03-01', rows: [row('c', { odd: ['It names a domain that the exam does not have.'] })] }], next: null },
  }
  draws(<Logged />, { logPage: (query: LogQuery) => { asked.push(query); return Promise.resolve(pages[String(query.after)]) } })
  const more = await screen.findByRole('button', { name: 'Earlier days' })
  expect(screen.getAllByText(/14 of 20 right · 2 Threats · <img src=x>/)).toHaveLength(2)
  expect(screen.getByText('taken back, here until 8 April')).toBeTruthy()
  fireEvent.click(more)
  expect(await screen.findByText('It names a domain that the exam does not have.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Earlier days' })).toBeNull()
  expect(asked.map(({ after }) => after)).toEqual([null, 'b'])
  fireEvent.change(screen.getByLabelText('Domain'), { target: { value: '2' } })
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ domain: '2', after: null }))
})

test('what is odd stands first and leads to its fact', async () => {
  draws(<Logged />, { anomalies: [{ subject: 'a', said: 'Entered twice, it seems.' }], logPage: { days: [], next: null } })
  const group = await screen.findByRole('region', { name: 'One thing to look at' })
  expect(within(group).getByRole('link').getAttribute('href')).toBe('#/fact/a')
})

const sheet = (some: Partial<FactSheet> = {}): FactSheet => ({
  row: row('a'), earlier: [], counts_for: { exam: 'SY0-701', domains: ['2'], causes: ['single_resource'], retake_rules: [], is_shared: true }, ...some,
})

test('a fact is taken back with one tap, and brought back with another', async () => {
  const calls: string[] = []
  draws(<Fact fact="a" />, {
    factSheet: sheet(),
    remove: (fact: string) => { calls.push(`remove ${fact}`); return Promise.resolve('r') },
    restore: (fact: string) => { calls.push(`restore ${fact}`); return Promise.resolve() },
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Take it back' }))
  await waitFor(() => expect(undoable.now?.text).toBe('Taken back'))
  await undoable.now?.undo?.()
  expect(calls).toEqual(['remove a', 'restore a'])
  expect(location.hash).toBe('#/logged')
})

test('a set is corrected where it was entered; one that was taken back can be brought back, and nothing else', async () => {
  draws(<Fact fact="a" />, { factSheet: sheet() })
  expect((await screen.findByRole('link', { name: 'Correct' })).getAttribute('href')).toBe('#/set?fact=a')
  cleanup()
  draws(<Fact fact="a" />, { factSheet: sheet({ row: row('a', { standing: { removed: { until: '2026-04-08' } } }) }) })
  expect(await screen.findByRole('button', { name: 'Bring it back' })).toBeTruthy()
  expect(screen.queryByRole('link', { name: 'Correct' })).toBeNull()
})
