import { ReboundError, type Account, type ServerInvite, type SharedProgress, type SyncShown } from '@rebound/core'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact'
import { afterEach, beforeAll, expect, test } from 'vitest'

import { ExamProvider, ReboundProvider } from '../src/core/rebound.tsx'
import Devices from '../src/screens/you/Devices.tsx'
import Partner from '../src/screens/you/Partner.tsx'
import { BREATH_MS, leftMs, partAt } from '../src/screens/you/breathe/pace.ts'
import { FILE_BYTES_MAX, previewOf, tooLarge } from '../src/screens/you/data/preview.ts'
import Qr from '../src/screens/you/devices/Qr.tsx'
import { mondayOfWeek } from '../src/screens/you/partner/Weeks.tsx'
import { relationOf, stageOf } from '../src/screens/you/partner/stages.ts'
import { closeUndo } from '../src/shell/undo.ts'
import { doubleOf } from './double.ts'

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
})
afterEach(() => {
  cleanup()
  closeUndo()
})

const warnings = { before_first_sync: 'Keep an export.', recovery_code: 'Write it down.', last_device: 'The last one.', seen_by_the_server: 'Sizes and times.' }
const shared: SharedProgress = { relation: 'sam', document: 'd1', fingerprint: 'ab12 cd34', state: 'shown' }
const NOW = Date.parse('2026-03-09T12:00:00Z')
const invite = (some: Partial<ServerInvite> = {}): ServerInvite => ({ invite: 'i1', expires: NOW + 5.5 * 3_600_000, claimed_by: null, ...some })

function draws(what: preact.ComponentChild, account: Partial<Account>, answers: Parameters<typeof doubleOf>[0] = {}, state: SyncShown['state'] = 'up_to_date') {
  const base = doubleOf(answers)
  const device = new Proxy(base, {
    get: (target, name) =>
      name === 'account' ? { server: 'https://study.example.org', warnings: () => Promise.resolve(warnings), fingerprint: () => Promise.resolve('ab12'), devices: () => Promise.resolve({ kind: 'devices', devices: [] }), ...account }
      : name === 'sync' ? { ...target.sync, status: { state, waiting: 0 } }
      : Reflect.get(target, name),
  })
  render(<ReboundProvider value={device}><ExamProvider value="SY0-701">{what}</ExamProvider></ReboundProvider>)
  return base
}

test('an invitation goes from sent to open, to claimed, to over; what has run out is none', () => {
  const check = (state: SharedProgress['state'], invites: ServerInvite[], kind: string): void => expect(stageOf({ state }, invites, NOW).kind).toBe(kind)
  check('to_be_sent', [], 'toBeSent')
  check('shown', [], 'ready')
  check('shown', [invite()], 'open')
  check('shown', [invite(), invite({ invite: 'i2', claimed_by: 'account-9' })], 'claimed')
  check('shown', [invite({ expires: NOW - 1, claimed_by: 'account-9' })], 'ready')
  check('ended', [invite()], 'ended')
  expect(stageOf({ state: 'shown' }, [invite()], NOW)).toMatchObject({ hours: 6 })
})

test('a partner is called by letters that a key can have, and no two alike', () => {
  expect(relationOf('Sam', [])).toBe('sam')
  expect(relationOf('Zoë & Co', ['sam'])).toBe('zoe-co')
  expect(relationOf('سام', ['partner'])).toBe('partner-2')
  expect(relationOf('x'.repeat(60), []).length).toBeLessThanOrEqual(24)
})

test('the weeks of a year begin where the calendar says', () => {
  expect(mondayOfWeek('2026-W10')).toBe('2026-03-02')
  expect(mondayOfWeek('2026-W01')).toBe('2025-12-29')
  expect(mondayOfWeek('2027-W01')).toBe('2027-01-04')
})

test('who has claimed an invite is let in when both have compared, and not before', async () => {
  const calls: string[] = []
  draws(<Partner />, {
    invites: () => Promise.resolve({ kind: 'invites', invites: [invite({ expires: Date.now() + 1e7, claimed_by: 'account-9' })] }),
    confirmInvite: (relation, id) => { calls.push(`${relation} ${id}`); return Promise.resolve({ kind: 'finished' }) },
  }, { sharing: { shared: [shared], followed: [] }, progress: [{ week: '2026-W10', sessions: 8, study_days: 3 }] })
  expect(await screen.findByText('account-9')).toBeTruthy()
  expect(screen.getByText('ab12 cd34')).toBeTruthy()
  expect(screen.getByText('as your partner sees it')).toBeTruthy()
  expect(calls).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'It is them' }))
  await waitFor(() => expect(calls).toEqual(['sam i1']))
})

test('the preview comes before anybody is invited, and without a server it says what is needed', async () => {
  draws(<Partner />, {}, { sharing: { shared: [{ ...shared, state: 'to_be_sent' }], followed: [] }, progress: [{ week: '2026-W10', sessions: 8, study_days: 3 }] }, 'no_account')
  expect(await screen.findByText('To invite somebody, a server has to carry the page.')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Invite by a link' })).toBeNull()
})

test('the recovery code goes when somebody says that it is written down, and not before', async () => {
  draws(<Devices />, { register: () => Promise.resolve({ kind: 'registered', recovery_code: 'AB12-CD34', fingerprint: 'ab12' }) }, {}, 'no_account')
  fireEvent.click(screen.getByRole('button', { name: 'Use a server' }))
  expect(await screen.findByText('Keep an export.')).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'Make the account', hidden: true }))
  expect(await screen.findByText('AB12-CD34')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Put it away' })).toBeNull()
  fireEvent.click(screen.getByLabelText('I have written it down'))
  fireEvent.click(screen.getByRole('button', { name: 'Put it away' }))
  expect(screen.queryByText('AB12-CD34')).toBeNull()
})

test('a server that is gone is told, and what was typed stays', async () => {
  draws(<Devices />, { register: () => Promise.reject(new ReboundError({ code: 'not_a_server', reason: 'a page' })) }, {}, 'no_account')
  fireEvent.click(screen.getByRole('button', { name: 'Use a server' }))
  fireEvent.input(screen.getByLabelText('Server'), { target: { value: 'https://elsewhere.example' } })
  fireEvent.click(screen.getByRole('button', { name: 'Make the account', hidden: true }))
  expect(await screen.findByText('What answered is not a Rebound server. Look at the address.')).toBeTruthy()
  expect((screen.getByLabelText('Server') as HTMLInputElement).value).toBe('https://elsewhere.example')
})

test('the account goes when the word is typed', async () => {
  const calls: string[] = []
  draws(<Devices />, { delete: (code) => { calls.push(code); return Promise.resolve({ kind: 'finished' }) } })
  fireEvent.click(screen.getByRole('button', { name: /^Delete the account/ }))
  const buttons = screen.getAllByRole('button', { name: 'Delete the account', hidden: true })
  fireEvent.click(buttons.at(-1) as HTMLElement)
  expect(await screen.findByText('Type the word “delete” to go on.')).toBeTruthy()
  expect(calls).toEqual([])
  fireEvent.input(screen.getByLabelText('Type “delete”'), { target: { value: 'Delete' } })
  fireEvent.input(screen.getByLabelText('Recovery code'), { target: { value: 'AB12' } })
  fireEvent.click(buttons.at(-1) as HTMLElement)
  await waitFor(() => expect(calls).toEqual(['AB12']))
})

const exported = (facts: unknown[], some: object = {}): string => JSON.stringify({ format: 'rebound-facts', version: 1, facts, ...some })
const fact = (at: string, kind: string): object => ({ id: at, at, body: { [kind]: {} } })

test('a file is looked at before anything of it is taken over', () => {
  const facts = [fact('2026-03-09T18:00:00Z', 'study_session'), fact('2026-02-27T18:00:00Z', 'attempt'), fact('2026-03-01T18:00:00Z', 'study_session')]
  expect(previewOf(`\ufeff${exported(facts)}`)).toEqual({ kind: 'facts', count: 3, kinds: [['study_session', 2], ['attempt', 1]], first: '2026-02-27', last: '2026-03-09' })
  expect(previewOf(exported([]))).toEqual({ kind: 'none' })
  expect(previewOf(exported([], { version: 2 }))).toEqual({ kind: 'newer', version: 2 })
  for (const other of ['[]', '{}', '"text"', 'null', '{"format":"other","facts":[]}', exported([]).replace('[]', '{}')]) expect(previewOf(other), other).toEqual({ kind: 'foreign' })
  expect(previewOf(exported([null, 7, { body: null }, { at: 5 }]))).toMatchObject({ kind: 'facts', count: 4, kinds: [] })
})

test('a file that is no JSON says from which line on', () => {
  expect(previewOf('{\n  "format": "rebound-facts",\n  oops')).toMatchObject({ kind: 'broken', line: 3 })
  expect(previewOf('<!doctype html>').kind).toBe('broken')
})

test('50 MB are refused unread, and kindly', async () => {
  expect(tooLarge({ size: FILE_BYTES_MAX })).toBeUndefined()
  expect(tooLarge({ size: 50 * 1024 * 1024 })).toEqual({ kind: 'large', megabytes: 50 })
  draws(<Devices />, {}, {}, 'no_account')
  const file = new File(['x'], 'video.json')
  Object.defineProperty(file, 'size', { value: 50 * 1024 * 1024 })
  Object.defineProperty(file, 'text', { value: () => { throw new Error('it was read') } })
  const picker = screen.getByLabelText('Import', { selector: 'input' })
  Object.defineProperty(picker, 'files', { value: [file] })
  fireEvent.change(picker)
  expect(await screen.findByText(/This file has 50 MB/)).toBeTruthy()
})

test('what the core refuses of a file is told with its place, and nothing is taken over', async () => {
  const refused = new ReboundError({ code: 'invalid', field: 'facts[0].body', reason: 'line 5, column 32: "3/11/2026" is not a date' })
  draws(<Devices />, {}, { importJson: () => Promise.reject(refused) }, 'no_account')
  const picker = screen.getByLabelText('Import', { selector: 'input' })
  Object.defineProperty(picker, 'files', { value: [new File([exported([fact('2026-03-09T18:00:00Z', 'attempt')])], '<b>.json')] })
  fireEvent.change(picker)
  fireEvent.click(await screen.findByRole('button', { name: 'Take it over' }))
  expect(await screen.findByText(/line 5, column 32/)).toBeTruthy()
  expect(screen.getByText('<b>.json')).toBeTruthy()
})

test('a breath goes in, a bit more, and out; a session ends with a whole one', () => {
  expect(partAt(0).part.word).toBe('in')
  expect(partAt(2600).part.word).toBe('more')
  expect(partAt(BREATH_MS - 1).part.word).toBe('out')
  expect(partAt(BREATH_MS).part.word).toBe('in')
  expect(leftMs(0, 1) % BREATH_MS).toBe(0)
  expect(leftMs(0, 1)).toBeGreaterThanOrEqual(60_000)
  expect(leftMs(10 * 60_000, 5)).toBe(0)
})

test('the picture has the three corners by which cameras find it', () => {
  const { container } = render(<Qr text="https://study.example.org/#AB12-CD34" label="A picture" />)
  const path = container.querySelector('path')?.getAttribute('d') ?? ''
  const size = Number(container.querySelector('svg')?.getAttribute('viewBox')?.split(' ')[2])
  for (const [column, row] of [[4, 4], [size - 5, 4], [4, size - 5]]) expect(path).toContain(`M${column} ${row}h1v1h-1z`)
})
