import type { JSX } from 'preact'

import { useRebound } from '../core/rebound.tsx'
import { useValue } from '../core/value.ts'
import { useWords } from '../language/language.tsx'
import { Icon } from '../parts/Icon.tsx'

/** Where things are: here; here and waiting; here and elsewhere. */
export function SavedSign(): JSX.Element {
  const { say } = useWords()
  const { sync } = useRebound()
  const status = useValue({ get now() { return sync.status }, subscribe: (listener) => sync.subscribe(listener) })
  const isWaiting = status.waiting > 0 && status.state !== 'no_account'
  const key = isWaiting ? 'shell.saved.waiting' : status.state === 'no_account' ? 'shell.saved.here' : status.state === 'ended' ? 'shell.saved.ended' : 'shell.saved.elsewhere'
  return (
    <a class="saved-sign" href="#/devices">
      <Icon name={isWaiting ? 'waiting' : 'saved'} size={18} />
      <span>{say(key, { waiting: status.waiting })}</span>
    </a>
  )
}
