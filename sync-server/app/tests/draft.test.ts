import { act, cleanup, renderHook } from '@testing-library/preact'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { useDraft } from '../src/settings/draft.ts'
import { emptyOwn, blueprintOf, codeOf, problemsOfOwn } from '../src/screens/start/ownExam.ts'

beforeEach(() => localStorage.clear())
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const empty = () => ({ score: '', step: 0 })

test('a form is kept after every tap, also when the page is drawn anew', () => {
  const first = renderHook(() => useDraft('test', empty))
  act(() => first.result.current.change({ score: '684' }))
  act(() => first.result.current.change({ step: 3 }))
  first.unmount()
  const second = renderHook(() => useDraft('test', empty))
  expect(second.result.current.now).toEqual({ score: '684', step: 3 })
  expect(second.result.current.wasKept).toBe(true)
  second.result.current.clear()
  expect(renderHook(() => useDraft('test', empty)).result.current.now).toEqual(empty())
})

test('what was kept by an older form has the newer fields', () => {
  localStorage.setItem('rebound.draft.test', JSON.stringify({ score: '684' }))
  expect(renderHook(() => useDraft('test', empty)).result.current.now).toEqual({ score: '684', step: 0 })
})

test.each(['{"score":', '5', 'null', ''])('a draft that is %j is as none', (kept) => {
  localStorage.setItem('rebound.draft.test', kept)
  expect(renderHook(() => useDraft('test', empty)).result.current.now).toEqual(empty())
})

test('where the browser keeps nothing, a draft holds as long as the visit', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  const first = renderHook(() => useDraft('full', empty))
  act(() => first.result.current.change({ score: '684' }))
  first.unmount()
  expect(renderHook(() => useDraft('full', empty)).result.current.now.score).toBe('684')
})

test('an exam of one\'s own becomes an entry of a catalogue', () => {
  const own = { ...emptyOwn(' local exam_1 '), title: 'My exam', min: '0', max: '100', mark: '72,5', domains: [{ name: 'One', weight: '60' }, { name: '', weight: '' }, { name: 'Two', weight: '40,0' }] }
  expect(problemsOfOwn(own)).toEqual({})
  expect(JSON.parse(blueprintOf(own, 'Own'))).toEqual({
    vendor: 'Own', code: 'LOCAL-EXAM-1', title: 'My exam', scale: { kind: 'percent', min: 0, max: 100 }, pass_mark: { score: 72.5 },
    domains: [{ id: '1', name: 'One', weight: 60 }, { id: '2', name: 'Two', weight: 40 }],
  })
})

test.each([
  [{ title: '' }, 'title', 'needed'],
  [{ domains: [] }, 'domains', 'needed'],
  [{ domains: [{ name: 'One', weight: '60' }, { name: 'Two', weight: '' }] }, 'domains', 'some_weights'],
  [{ domains: [{ name: 'One', weight: '60' }, { name: 'Two', weight: '60' }] }, 'domains', 'weights'],
  [{ domains: [{ name: 'One', weight: 'x' }] }, 'weight.0', 'no_number'],
  [{ min: '900', max: '100' }, 'max', 'scale'],
  [{ min: '100', max: '900', mark: '950' }, 'mark', 'off_scale'],
] as const)('an own exam with %j is told at %s', (some, field, problem) => {
  const own = { ...emptyOwn('X'), title: 'My exam', domains: [{ name: 'One', weight: '' }], ...structuredClone(some) as object }
  expect(problemsOfOwn(own)[field]).toBe(problem)
})

test('a code is what a vendor could have written', () => {
  expect(codeOf('sy0-701')).toBe('SY0-701')
  expect(codeOf('😀 ملف')).toBe('')
  expect(codeOf('A'.repeat(40))).toHaveLength(32)
})
