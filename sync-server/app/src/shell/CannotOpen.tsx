import type { ReboundError } from '@rebound/core'
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'

import { useWords } from '../language/language.tsx'
import type { MessageKey } from '../language/language.tsx'
import { Button } from '../parts/Button.tsx'
import { Disclosure } from '../parts/Disclosure.tsx'

const CASES = {
  update_needed: 'newer',
  damaged: 'damaged',
  foreign_file: 'damaged',
  storage_full: 'full',
  unavailable: 'unavailable',
  open_elsewhere: 'elsewhere',
  secrets_unavailable: 'unavailable',
  key_missing: 'key',
  other_account: 'key',
} as const

/** One page instead of all others: what happened, that nothing is deleted, and what can be done. */
export function CannotOpen({ error, onAgain }: { error: ReboundError; onAgain: () => void }): JSX.Element {
  const { say } = useWords()
  const known = CASES[error.code as keyof typeof CASES] ?? 'other'
  const title = say(`shell.closed.${known}.title` as MessageKey)
  useEffect(() => {
    document.title = `${title} · Rebound`
  }, [title])
  return (
    <div class="app">
      <main id="main">
        <div class="screen-head">
          <h1>{title}</h1>
          <p>{say(`shell.closed.${known}.text` as MessageKey)}</p>
        </div>
        <p>{say('shell.closed.kept')}</p>
        <div class="stack">
          <Button kind="primary" isFull onPress={onAgain}>{say('shell.again')}</Button>
        </div>
        <Disclosure title={say('shell.closed.details')}>
          <p dir="ltr" lang="en">{error.code}: {error.reason}</p>
        </Disclosure>
      </main>
    </div>
  )
}
