import type { ComponentChildren, JSX } from 'preact'

import { Icon, IconTile, type IconName } from './Icon.tsx'
import './List.css'

export function List({ children, label }: { children: ComponentChildren; label?: string }): JSX.Element {
  return (
    <ul class="list" aria-label={label}>
      {children}
    </ul>
  )
}

type RowProps = {
  title: ComponentChildren
  /** A second line. */
  more?: ComponentChildren
  icon?: IconName
  /** What stands at the end of the row, before the arrow. */
  aside?: ComponentChildren
  to?: string
  onPress?: () => void
}

/** All of a row can be tapped; an arrow only where a screen opens. */
export function Row({ title, more, icon, aside, to, onPress }: RowProps): JSX.Element {
  const content = (
    <>
      {icon && <IconTile name={icon} />}
      <span class="grow tight">
        <strong>{title}</strong>
        {more && <span class="small muted">{more}</span>}
      </span>
      {aside}
      {to !== undefined && <Icon name="forward" size={18} />}
    </>
  )
  if (to !== undefined) return <li><a class="list-row" href={`#${to}`}>{content}</a></li>
  if (onPress) return <li><button type="button" class="list-row" onClick={onPress}>{content}</button></li>
  return <li class="list-row">{content}</li>
}
