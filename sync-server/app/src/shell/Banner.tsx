import type { JSX } from 'preact'

import { useValue } from '../core/value.ts'
import { Button } from '../parts/Button.tsx'
import { Note } from '../parts/Card.tsx'
import { Icon } from '../parts/Icon.tsx'
import { notices } from './notices.ts'

/** The one notice that matters most. */
export function Banner(): JSX.Element {
  const [notice] = useValue(notices)
  return (
    <div class="unprinted" role="status">
      {notice && (
        <Note icon={<Icon name="info" />}>
          <p>{notice.text}</p>
          {notice.action && (
            <div>
              <Button kind="plain" onPress={notice.action.run}>{notice.action.label}</Button>
            </div>
          )}
        </Note>
      )}
    </div>
  )
}
