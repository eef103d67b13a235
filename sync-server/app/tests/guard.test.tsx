import { act, cleanup, render, screen } from '@testing-library/preact'
import { afterEach, expect, test, vi } from 'vitest'

import { ReboundProvider } from '../src/core/rebound.tsx'
import { Guard } from '../src/shell/Guard.tsx'
import { doubleOf } from './double.ts'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('a screen that cannot be drawn says so, and can be tried again', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  let isBroken = true
  function Fragile() {
    if (isBroken) throw new Error('a thing that is not there')
    return <p>drawn</p>
  }
  render(
    <ReboundProvider value={doubleOf({})}>
      <Guard>
        <Fragile />
      </Guard>
    </ReboundProvider>,
  )
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('This screen could not be shown')
  expect(document.body.textContent).toContain('a thing that is not there')
  isBroken = false
  act(() => screen.getByRole('button', { name: 'Try again' }).click())
  expect(screen.getByText('drawn')).toBeTruthy()
})
