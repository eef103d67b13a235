import type { ComponentChildren, JSX } from 'preact'

import './Button.css'
import { Icon, type IconName } from './Icon.tsx'

type Props = {
  children: ComponentChildren
  kind?: 'primary' | 'second' | 'plain'
  icon?: IconName
  isFull?: boolean
  isBusy?: boolean
  /** Where it leads, as a path of this app; without it, it does something. */
  to?: string
  onPress?: () => void
  type?: 'button' | 'submit'
  describedBy?: string
}

/** Something to do, or a way to a screen that is worth a button. */
export function Button(props: Props): JSX.Element {
  const { children, kind = 'second', icon, isFull, isBusy, to, onPress, type = 'button', describedBy } = props
  const shape = `button ${kind}${isFull ? ' full' : ''}`
  const content = (
    <>
      {icon && <Icon name={icon} />}
      {children}
    </>
  )
  if (to !== undefined) {
    return (
      <a class={shape} href={`#${to}`} onClick={onPress}>
        {content}
      </a>
    )
  }
  return (
    <button class={shape} type={type} onClick={onPress} aria-disabled={isBusy || undefined} aria-describedby={describedBy}>
      {content}
    </button>
  )
}
