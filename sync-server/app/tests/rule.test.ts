import { expect, test } from 'vitest'

import { ruleAndSource } from '../src/screens/exam/when/rule.ts'

test('a rule and its source are told apart, and a rule without one stays whole', () => {
  expect(ruleAndSource('No wait is asked for. Source: “Retake policy”, undated.')).toEqual({ rule: 'No wait is asked for.', source: 'Source: “Retake policy”, undated.' })
  expect(ruleAndSource('You entered 3 April.')).toEqual({ rule: 'You entered 3 April.', source: undefined })
})
