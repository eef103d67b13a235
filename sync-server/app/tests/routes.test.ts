import { expect, test } from 'vitest'

import { routes, screenFiles } from '../src/routes.ts'
import { find } from '../src/shell/location.ts'

test('every screen has an address', () => {
  const reached = new Set(routes.map(({ file }) => `./screens/${file}.tsx`))
  expect(screenFiles.filter((file) => !reached.has(file))).toEqual([])
})

test('an address that no screen has leads nowhere', () => {
  expect(find('/no/such/place').route).toBeUndefined()
})
