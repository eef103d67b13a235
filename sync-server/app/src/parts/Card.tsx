import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'

import './Card.css'

type Props = {
  children: ComponentChildren
  /** The one that the person came for. */
  isSoft?: boolean
  /** Its headline; it names the card. */
  title?: ComponentChildren
  size?: 'big' | 'huge'
  /** A line above the headline. */
  over?: ComponentChildren
}

export function Card({ children, isSoft = false, title, size = 'big', over }: Props): JSX.Element {
  const id = useId()
  return (
    <section class={isSoft ? 'card soft' : 'card'} aria-labelledby={title ? id : undefined}>
      {over && <p class={isSoft ? 'over accent' : 'over'}>{over}</p>}
      {title && (
        <h2 class={size} id={id}>
          {title}
        </h2>
      )}
      {children}
    </section>
  )
}

/** A heading outside of a card, with what belongs to it. */
export function Group({ title, aside, children }: { title: string; aside?: ComponentChildren; children: ComponentChildren }): JSX.Element {
  const id = useId()
  return (
    <section class="group" aria-labelledby={id}>
      <div class="row wrap baseline between">
        <h2 id={id}>{title}</h2>
        {aside && <span class="small muted num">{aside}</span>}
      </div>
      {children}
    </section>
  )
}

/** A remark on a quiet ground. */
export function Note({ children, icon }: { children: ComponentChildren; icon?: ComponentChildren }): JSX.Element {
  return (
    <div class="note">
      {icon}
      <div class="grow tight">{children}</div>
    </div>
  )
}
