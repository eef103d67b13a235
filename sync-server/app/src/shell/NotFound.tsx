import type { JSX } from 'preact'

import { useWords } from '../language/language.tsx'
import { Button } from '../parts/Button.tsx'
import { Screen } from './Screen.tsx'

/** An address that no screen has. */
export function NotFound(): JSX.Element {
  const { say } = useWords()
  return (
    <Screen title={say('shell.nowhere.title')}>
      <p>{say('shell.nowhere.text')}</p>
      <Button kind="primary" to="/">{say('shell.nowhere.home')}</Button>
    </Screen>
  )
}
