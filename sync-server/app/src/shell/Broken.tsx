import type { JSX } from 'preact'

import { useWords } from '../language/language.tsx'
import { Button } from '../parts/Button.tsx'
import { Disclosure } from '../parts/Disclosure.tsx'
import { Screen } from './Screen.tsx'

/** Instead of a screen that could not be loaded or drawn; the tabs go on working. */
export function Broken({ what, onAgain }: { what: string; onAgain: () => void }): JSX.Element {
  const { say } = useWords()
  return (
    <Screen title={say('shell.broken.title')}>
      <p>{say('shell.broken.text')}</p>
      <div><Button kind="primary" onPress={onAgain}>{say('shell.again')}</Button></div>
      <Disclosure title={say('shell.closed.details')}><p dir="ltr" lang="en">{what}</p></Disclosure>
    </Screen>
  )
}
