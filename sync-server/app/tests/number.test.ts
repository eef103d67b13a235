import { expect, test } from 'vitest'

import { readNumber } from '../src/language/number.ts'

const read: readonly [string, number][] = [
  ['684', 684],
  ['  684 ', 684],
  ['72,5', 72.5],
  ['72.5 %', 72.5],
  ['72,50%', 72.5],
  ['1 000', 1000],
  ['1\u00a0000', 1000],
  ['1\u202f000,5', 1000.5],
  ['1.000,50', 1000.5],
  ['1,000.50', 1000.5],
  ["1'000", 1000],
  ['1,000', 1000],
  ['٦٨٤', 684],
  ['७२٫५', 72.5],
  ['６８４', 684],
  ['\u200e684\u200f', 684],
  ['0', 0],
]

test.each(read)('%j is read as %d', (text, value) => {
  expect(readNumber(text)).toBe(value)
})

test.each(['', ' ', 'abc', '6840 points', '-5', '1e3', '7,2,5', '1 00', '😀', '6 8 4', '1.000.5', 'Infinity'])('%j is no number', (text) => {
  expect(readNumber(text)).toBeUndefined()
})

test('ten thousand characters are read as quickly as none', () => {
  const begun = performance.now()
  readNumber('1'.repeat(10_000) + ',')
  readNumber('1 '.repeat(5_000))
  readNumber('1.000'.repeat(2_000) + 'x')
  expect(performance.now() - begun).toBeLessThan(200)
})
