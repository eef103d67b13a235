import { ReboundError, type ExamCode, type ListedSitting } from '@rebound/core'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { Speaking } from '../src/language/language.tsx'
import { App } from '../src/shell/App.tsx'
import { go } from '../src/shell/location.ts'
import { closeUndo } from '../src/shell/undo.ts'
import { doubleOf } from './double.ts'
import { sheetOf } from './sheets.ts'

beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('scrollTo', () => undefined)
  history.replaceState(null, '', '#/')
})
afterEach(() => {
  cleanup()
  closeUndo()
  vi.unstubAllGlobals()
})

const sheet = sheetOf(['missed_objectives'])
const reading = { sitting: { attempt: 'a', sat_on: '2026-02-27', outcome: 'fail', score: '684, and 750 was needed', caveat: '' }, line: { share: 0.75, give_or_take: 0.06, source: 'assumed' }, assumed: [], rows: [], most_to_gain: [], reflections: [], noted: [] }
const eligibility = { verdict: { open: { earliest: '2026-02-27', safe: '2026-02-27', safe_from: null, until: null } }, bindings: [], unknowns: [], notes: [], policy: null, passed_on: null, question: null }

function draw(some: Parameters<typeof doubleOf>[0] = {}) {
  let chosen: ExamCode | null = null
  const device = doubleOf({
    chosenExam: () => Promise.resolve(chosen),
    exams: (search: string) => Promise.resolve('SY0-701 security+'.toLowerCase().includes(search.toLowerCase()) ? [sheet.entry] : []),
    examSheet: sheet,
    sittings: [] as ListedSitting[],
    report: reading,
    eligibility,
    ...some,
  })
  const record = device.record.bind(device)
  const opened = new Proxy(device, {
    get: (target, name) =>
      name === 'record'
        ? async (body: Parameters<typeof record>[0]) => {
            const fact = await record(body)
            if ('exam_choice' in body) chosen = body.exam_choice.exam
            device.tell()
            return fact
          }
        : Reflect.get(target, name),
  })
  render(
    <Speaking>
      <App opened={() => Promise.resolve(opened)} />
    </Speaking>,
  )
  return device
}

async function press(name: string | RegExp, role: 'button' | 'link' | 'checkbox' = 'button'): Promise<void> {
  fireEvent.click(await screen.findByRole(role, { name }))
}

function follow(link: HTMLElement): void {
  go(link.getAttribute('href')?.replace('#', '') ?? '')
}

test('from an empty profile to the first evening', async () => {
  const device = draw()
  await screen.findByRole('heading', { level: 1, name: 'Welcome' })
  follow(screen.getByRole('link', { name: /I did not pass/ }))
  fireEvent.input(await screen.findByRole('searchbox'), { target: { value: 'secur' } })
  await press(/Security\+/)
  fireEvent.input(await screen.findByLabelText('Your score'), { target: { value: ' 684 ' } })
  await press(/^1\.2/, 'checkbox')
  await press(/^Domain 2/)
  await press(/^2\.1/, 'checkbox')
  await press(/^2\.5/, 'checkbox')
  await press(/^Domain 3/)
  await press('Save')
  await screen.findByRole('heading', { level: 1, name: 'Not passed, this time.' })
  expect(await screen.findByText('Any day, as far as the vendor is concerned')).toBeTruthy()
  expect(device.recorded).toMatchObject([
    { exam_choice: { exam: 'SY0-701' } },
    {
      attempt: {
        exam: 'SY0-701', outcome: 'fail',
        report: {
          overall: 684,
          domains: [
            { domain: '1', evidence: { missed_objectives: { objectives: ['1.2'], of: 6 } } },
            { domain: '2', evidence: { missed_objectives: { objectives: ['2.1', '2.5'], of: 6 } } },
          ],
        },
      },
    },
  ])
})

test('what was typed into a report is there after the page was left', async () => {
  draw({ chosenExam: 'SY0-701' })
  go('/report/SY0-701')
  fireEvent.input(await screen.findByLabelText('Your score'), { target: { value: '684' } })
  await press(/^1\.3/, 'checkbox')
  cleanup()
  draw({ chosenExam: 'SY0-701' })
  expect((await screen.findByLabelText<HTMLInputElement>('Your score')).value).toBe('684')
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /^1\.3/ }).checked).toBe(true)
})

test('an error is told at its field with its value, and nothing is recorded', async () => {
  const device = draw({ chosenExam: 'SY0-701' })
  go('/report/SY0-701')
  await press('The total is all I have')
  const score = await screen.findByLabelText('Your score')
  fireEvent.input(score, { target: { value: '6840' } })
  expect(score.getAttribute('aria-invalid')).toBeNull()
  fireEvent.blur(score)
  await waitFor(() => expect(score.getAttribute('aria-invalid')).toBe('true'))
  const described = score.getAttribute('aria-describedby')?.split(' ').at(-1) ?? ''
  expect(document.getElementById(described)?.textContent).toBe("6840 is not on CompTIA's scale. Enter a number from 100 to 900.")
  await press('Save')
  expect(device.recorded).toEqual([])
})

test('a sitting that is on record already is asked about before it is recorded again', async () => {
  const today = new Date().toISOString().slice(0, 10)
  const twin = { attempt: 'earlier', sat_on: today, outcome: 'fail', standing: 'taken', score: null, causes: [] }
  const device = draw({ chosenExam: 'SY0-701', sittings: [twin] })
  go('/report/SY0-701')
  await press('The total is all I have')
  await press('Save')
  const asked = await screen.findByRole('region', { name: 'Entered twice?' })
  expect(device.recorded).toEqual([])
  expect(within(asked).getByRole('link').getAttribute('href')).toBe('#/report/SY0-701/earlier')
  fireEvent.click(within(asked).getByRole('button'))
  await waitFor(() => expect(device.recorded).toHaveLength(1))
})

test('a sitting can be removed, and brought back', async () => {
  const told = { exam: 'SY0-701', sat_on: '2026-02-27', zone: 'UTC', outcome: 'fail', report: { overall: 684 } }
  const done: string[] = []
  draw({
    chosenExam: 'SY0-701',
    factSheet: { row: { fact: { id: 'a', at: '', body: { attempt: told } }, kind: 'attempt', standing: 'counts', odd: [] }, earlier: [], counts_for: null },
    remove: (fact: string) => Promise.resolve(done.push(`remove ${fact}`)),
    restore: (fact: string) => Promise.resolve(done.push(`restore ${fact}`)),
  })
  go('/report/SY0-701/a')
  expect((await screen.findByLabelText<HTMLInputElement>('Your score')).value).toBe('684')
  await press('Remove this sitting')
  await screen.findByRole('heading', { level: 1, name: 'All sittings' })
  await press('Undo')
  await waitFor(() => expect(done).toEqual(['remove a', 'restore a']))
})

test('markup in every text is text', async () => {
  const html = '<img src=x onerror=alert(1)>'
  const nasty = sheetOf(['percent'], { title: html, vendor: html, domains: [{ id: '1', name: html, weight: null, objectives: [] }] })
  draw({ chosenExam: 'SY0-701', examSheet: nasty, exams: [{ ...nasty.entry, title: html, vendor: html }], report: { ...reading, sitting: { ...reading.sitting, score: html } } })
  for (const path of ['/welcome/exam', '/report/SY0-701', '/evening']) {
    go(path)
    await waitFor(() => expect(document.body.textContent).toContain(html))
    expect(document.querySelector('img')).toBeNull()
  }
})

test('a store that cannot be opened is told on one page, and can be tried again', async () => {
  let isClosed = true
  const device = doubleOf({ chosenExam: null })
  const opened = () => (isClosed ? Promise.reject(new ReboundError({ code: 'update_needed', reason: 'version 9' })) : Promise.resolve(device))
  render(<Speaking><App opened={opened} /></Speaking>)
  await screen.findByRole('heading', { level: 1, name: 'A newer Rebound wrote this' })
  expect(screen.getByText('Nothing has been deleted.')).toBeTruthy()
  isClosed = false
  await press('Try again')
  await screen.findByRole('heading', { level: 1, name: 'Welcome' })
})
