import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'

import './Switch.css'

type Props = { title: string; more?: ComponentChildren; isOn: boolean; onChange: (isOn: boolean) => void }

/** On or off, with what that means in words below its name; a row of a list. */
export function Switch({ title, more, isOn, onChange }: Props): JSX.Element {
  const id = useId()
  return (
    <li class="list-row">
      <label class="grow tight" for={id}>
        <strong>{title}</strong>
        {more && <span class="small muted" id={`${id}-more`}>{more}</span>}
      </label>
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-label={title}
        aria-describedby={more ? `${id}-more` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </li>
  )
}
