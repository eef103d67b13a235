import { ReboundError } from '@rebound/core'
import { act, cleanup, render, screen, waitFor } from '@testing-library/preact'
import { afterEach, expect, test, vi } from 'vitest'

import { useCall } from '../src/core/call.ts'
import { ReboundProvider } from '../src/core/rebound.tsx'
import { Shown } from '../src/parts/Shown.tsx'
import { doubleOf } from './double.ts'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function Chosen({ exam }: { exam?: string }) {
  const plan = useCall('lastSet', exam)
  return <Shown of={plan}>{(value) => <p>{`set of ${JSON.stringify(value)}`}</p>}</Shown>
}

const inside = (device: ReturnType<typeof doubleOf>, exam?: string) => (
  <ReboundProvider value={device}>
    <Chosen {...(exam && { exam })} />
  </ReboundProvider>
)

test('a screen asks once, and again when something has changed', async () => {
  let answer = 1
  const device = doubleOf({ lastSet: () => Promise.resolve(answer) })
  render(inside(device, 'A'))
  await screen.findByText('set of 1')
  expect(device.asked).toEqual(['lastSet'])
  answer = 2
  act(() => device.tell())
  await screen.findByText('set of 2')
  expect(device.asked).toEqual(['lastSet', 'lastSet'])
})

test('changes while it is asked are one more call, not one each', async () => {
  const answers: ((value: number) => void)[] = []
  const device = doubleOf({ lastSet: () => new Promise<number>((resolve) => answers.push(resolve)) })
  render(inside(device, 'A'))
  for (let times = 0; times < 5; times += 1) device.tell()
  act(() => answers[0]?.(1))
  await waitFor(() => expect(answers).toHaveLength(2))
  act(() => answers[1]?.(2))
  await screen.findByText('set of 2')
  expect(device.asked).toHaveLength(2)
})

test('without its argument nothing is asked', async () => {
  const device = doubleOf({ lastSet: () => Promise.resolve(1) })
  const shown = render(inside(device))
  expect(device.asked).toEqual([])
  shown.rerender(inside(device, 'A'))
  await screen.findByText('set of 1')
})

test('what was known last is there at once, and stays when a newer answer is refused', async () => {
  let isRefused = false
  const device = doubleOf({ lastSet: () => (isRefused ? Promise.reject(new ReboundError({ code: 'unavailable', reason: 'no' })) : Promise.resolve(1)) })
  render(inside(device, 'A'))
  await screen.findByText('set of 1')
  cleanup()
  isRefused = true
  render(inside(device, 'A'))
  expect(screen.getByText('set of 1')).toBeTruthy()
  await waitFor(() => expect(device.asked).toHaveLength(2))
  expect(screen.getByText('set of 1')).toBeTruthy()
})

test('a refusal with nothing to show is told, and can be tried again', async () => {
  let isRefused = true
  const device = doubleOf({ lastSet: () => (isRefused ? Promise.reject(new ReboundError({ code: 'storage_full', reason: 'no' })) : Promise.resolve(1)) })
  render(inside(device, 'A'))
  expect((await screen.findByRole('alert')).textContent).toContain('no room left')
  isRefused = false
  act(() => screen.getByRole('button').click())
  await screen.findByText('set of 1')
})

test('a still placeholder comes after 300 ms, and not before', () => {
  vi.useFakeTimers()
  const device = doubleOf({ lastSet: () => new Promise(() => undefined) })
  render(inside(device, 'A'))
  act(() => void vi.advanceTimersByTime(299))
  expect(screen.queryByRole('status')).toBeNull()
  act(() => void vi.advanceTimersByTime(1))
  expect(screen.getByRole('status').textContent).toBe('Being worked out')
})
