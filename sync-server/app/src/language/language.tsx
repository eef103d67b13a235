import { IntlMessageFormat } from 'intl-messageformat'
import { createContext, type ComponentChildren, type JSX } from 'preact'
import { useContext, useEffect, useMemo, useState } from 'preact/hooks'

import { useValue } from '../core/value.ts'
import en from '../messages/en.ts'
import { settings, languageOf, type Language } from '../settings/settings.ts'
import { formatFor, type Format } from './format.ts'

/** What a message is called: its area and its place in it, such as `exam.when.title`. */
export type MessageKey = keyof typeof en
export type Messages = Record<MessageKey, string>
type Values = Record<string, string | number>

/** A language: its messages, and how it writes dates and numbers. */
export type Words = Format & {
  language: Language
  say(key: MessageKey, values?: Values): string
  /** A message for a code of the core, such as `exam.cause.anxiety`; the code itself where there is none. */
  sayCode(area: string, code: string, values?: Values): string
}

const OTHERS: Record<Exclude<Language, 'en'>, () => Promise<{ default: Messages }>> = {
  de: () => import('../messages/de.ts'),
}

/** The words of a language. */
export function wordsOf(language: Language, messages: Messages, offered: readonly string[]): Words {
  const read = new Map<MessageKey, IntlMessageFormat>()
  const say = (key: MessageKey, values: Values = {}): string => {
    const message = read.get(key) ?? new IntlMessageFormat(messages[key], language)
    read.set(key, message)
    return String(message.format(values))
  }
  return {
    ...formatFor(language, offered),
    language,
    say,
    sayCode: (area, code, values) => {
      const key = `${area}.${code}`
      return key in messages ? say(key as MessageKey, values) : code
    },
  }
}

const Spoken = createContext<Words>(wordsOf('en', en, []))

export function useWords(): Words {
  return useContext(Spoken)
}

/** Speaks the language of the settings to all that is inside; until its messages are here, the one before. */
export function Speaking({ children }: { children: ComponentChildren }): JSX.Element {
  const chosen = languageOf(useValue(settings).language, navigator.languages)
  const [loaded, setLoaded] = useState<{ language: Language; messages: Messages }>({ language: 'en', messages: en })
  useEffect(() => {
    let isWanted = true
    const load = chosen === 'en' ? Promise.resolve({ default: en }) : OTHERS[chosen]()
    void load.then(({ default: messages }) => {
      if (isWanted) setLoaded({ language: chosen, messages })
    })
    return () => {
      isWanted = false
    }
  }, [chosen])
  const words = useMemo(() => wordsOf(loaded.language, loaded.messages, navigator.languages), [loaded])
  useEffect(() => {
    document.documentElement.lang = loaded.language
  }, [loaded])
  return <Spoken.Provider value={words}>{children}</Spoken.Provider>
}
