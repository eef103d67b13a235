import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../src/styles/tokens.css'), 'utf8')

/** The colours of the block that begins with `start`. */
function colours(start: string): Record<string, string> {
  const from = css.indexOf(start)
  const block = css.slice(from, css.indexOf('}', from))
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? '', value ?? '']))
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

const themes = {
  light: colours(':root {'),
  'dark by wish of the system': colours(':root:not([data-theme="light"])'),
  'dark by setting': colours(':root[data-theme="dark"]'),
}
const GROUNDS = ['bg', 'surface', 'accent-soft']
const TEXT = ['ink', 'muted', 'accent', 'weak', 'unsure', 'strong']
const GRAPHICS = ['edge', 'accent-mid']

test('both ways to the dark theme are the same colours', () => {
  expect(themes['dark by setting']).toEqual(themes['dark by wish of the system'])
  expect(Object.keys(themes['dark by setting']).sort()).toEqual(Object.keys(themes.light).sort())
})

for (const [name, theme] of Object.entries(themes)) {
  const check = (front: string, back: string, least: number): void => {
    expect(contrast(theme[front] ?? '', theme[back] ?? ''), `${front} on ${back}`).toBeGreaterThanOrEqual(least)
  }
  test(`${name}: text has 4.5 to 1, graphics have 3 to 1`, () => {
    for (const back of GROUNDS) {
      for (const front of TEXT) check(front, back, 4.5)
      for (const front of GRAPHICS) check(front, back, 3)
    }
    for (const kind of ['video', 'bank', 'text', 'lab']) check(kind, 'surface', 4.5)
    for (const tone of ['weak', 'unsure', 'strong']) check(tone, `${tone}-soft`, 4.5)
    for (const back of ['btn', 'sunk']) check('ink', back, 4.5)
    check('on-accent', 'accent', 4.5)
    check('bg', 'ink', 4.5)
  })
}
