import { parse } from '@formatjs/icu-messageformat-parser'
import { expect, test } from 'vitest'

import { wordsOf } from '../src/language/language.tsx'
import de from '../src/messages/de.ts'
import en from '../src/messages/en.ts'

const languages = { en, de } as const
type Files = Record<string, { default: Record<string, string> }>
const files = import.meta.glob('../src/messages/*/*.json', { eager: true }) as Files

/** The values that a message names, sorted. */
function valuesOf(message: string): string[] {
  const names = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit)
    else if (typeof value === 'object' && value !== null) {
      const part = value as { type?: number; value?: unknown }
      if (typeof part.type === 'number' && part.type >= 1 && part.type <= 6 && typeof part.value === 'string') names.add(part.value)
      Object.values(value).forEach(visit)
    }
  }
  visit(parse(message))
  return [...names].sort()
}

test('every message is there in both languages, with the same values', () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort())
  for (const [key, message] of Object.entries(en)) {
    expect(valuesOf((de as Record<string, string>)[key] ?? ''), key).toEqual(valuesOf(message))
  }
})

test('every file of messages is spoken, and its messages are named after it', () => {
  for (const [path, { default: messages }] of Object.entries(files)) {
    const [, language, area] = /\/(\w+)\/(\w+)\.json$/.exec(path) ?? []
    for (const key of Object.keys(messages)) {
      expect(key.startsWith(`${area}.`), `${path}: ${key}`).toBe(true)
      expect(languages[language as 'en' | 'de'], path).toHaveProperty([key])
    }
  }
})

test('nothing shouts, and no exam was failed by a person', () => {
  for (const [key, message] of Object.entries({ ...en, ...Object.fromEntries(Object.entries(de).map(([key, text]) => [`de ${key}`, text])) })) {
    expect(message, key).not.toMatch(/!|\bfail|overdue|durchgefallen|gescheitert|versagt/i)
  }
})

test('a plural follows the language, and a code without a message is itself', () => {
  const english = wordsOf('en', en, ['en-GB'])
  expect(english.say('shell.saved.waiting', { waiting: 1 })).toContain('1 change waits')
  expect(wordsOf('de', de, []).say('shell.saved.waiting', { waiting: 3 })).toContain('3 Änderungen warten')
  expect(english.sayCode('shell.error', 'never_heard_of')).toBe('never_heard_of')
})
