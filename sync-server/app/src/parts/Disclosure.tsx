import type { ComponentChildren, JSX } from 'preact'

import './Disclosure.css'
import { Icon } from './Icon.tsx'

/** A reason, a source or the numbers, one tap away. */
export function Disclosure({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <details class="disclosure">
      <summary>
        <Icon name="forward" size={18} />
        {title}
      </summary>
      <div class="stack small muted">{children}</div>
    </details>
  )
}
