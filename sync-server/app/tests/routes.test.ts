import { expect, test } from 'vitest'

import { routes, screenFiles } from '../src/routes.ts'
import { arrivalOf } from '../src/shell/arrival.ts'
import { find } from '../src/shell/location.ts'

test('every screen has an address', () => {
  const reached = new Set(routes.map(({ file }) => `./screens/${file}.tsx`))
  expect(screenFiles.filter((file) => !reached.has(file))).toEqual([])
})

test('an address that no screen has leads nowhere', () => {
  expect(find('/no/such/place').route).toBeUndefined()
})

test('a link for another device or for a partner leads to its screen, whole', () => {
  const check = (link: string, path: string, key: string): void => {
    const { pathname, hash, href } = new URL(link)
    const arrival = arrivalOf({ pathname, hash, href }) ?? ''
    const { route, parameters } = find(arrival.replace('./#', ''))
    expect(route?.path).toBe(path)
    expect(parameters[key]).toBe(link)
  }
  check('https://a.example/pair#K7Q2', '/join', 'code')
  check('https://a.example/follow#token/key.part?x=1&y', '/partner', 'link')
  expect(arrivalOf(new URL('https://a.example/#/plan'))).toBeUndefined()
  expect(arrivalOf(new URL('https://a.example/pair'))).toBeUndefined()
})
