import { valueOf } from '../core/value.ts'
import { keep, readKept } from './kept.ts'

export const LANGUAGES = ['en', 'de'] as const
export const THEMES = ['system', 'light', 'dark'] as const
export const MOTIONS = ['system', 'less'] as const

export type Language = (typeof LANGUAGES)[number]

/** What a person chose for this device. */
export type Settings = {
  /** `system`: the first of the browser's languages that there are messages in. */
  language: Language | 'system'
  theme: (typeof THEMES)[number]
  motion: (typeof MOTIONS)[number]
  /** A server elsewhere; empty for the one that this app came from. */
  server: string
}

export const settings = valueOf<Settings>(read())

export function change(some: Partial<Settings>): void {
  settings.set({ ...settings.now, ...some })
  keep('settings', settings.now)
}

function read(): Settings {
  const kept = (readKept('settings') ?? {}) as Partial<Settings>
  return {
    language: LANGUAGES.find((language) => language === kept.language) ?? 'system',
    theme: THEMES.find((theme) => theme === kept.theme) ?? 'system',
    motion: MOTIONS.find((motion) => motion === kept.motion) ?? 'system',
    server: typeof kept.server === 'string' ? kept.server : '',
  }
}

/** Shows theme and motion on the page; at once, and whenever they change. */
export function applySettings(root: HTMLElement): void {
  const apply = (): void => {
    const { theme, motion } = settings.now
    if (theme === 'system') delete root.dataset.theme
    else root.dataset.theme = theme
    root.dataset.motion = motion
  }
  apply()
  settings.subscribe(apply)
}

/** The language to speak now. */
export function languageOf(chosen: Settings['language'], offered: readonly string[]): Language {
  if (chosen !== 'system') return chosen
  for (const tag of offered) {
    const found = LANGUAGES.find((language) => tag.toLowerCase().split('-')[0] === language)
    if (found) return found
  }
  return 'en'
}
