import type { JSX } from 'preact'

import { useWords } from '../language/language.tsx'

/** What the core says. What comes from the catalogue or is told of an error is in English, and marked so where another language is spoken. */
export function Told({ children, isEnglish = false }: { children: string; isEnglish?: boolean }): JSX.Element {
  const { language } = useWords()
  return language === 'en' || !isEnglish ? <>{children}</> : <span lang="en">{children}</span>
}
