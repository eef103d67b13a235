import type { JSX } from 'preact'

import { useWords } from '../language/language.tsx'

/** What the core says or what a source is called: in English, and marked so where another language is spoken. */
export function Told({ children }: { children: string }): JSX.Element {
  const { language } = useWords()
  return language === 'en' ? <>{children}</> : <span lang="en">{children}</span>
}
