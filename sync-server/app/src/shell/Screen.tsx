import type { ComponentChildren, JSX } from 'preact'
import { useContext, useEffect, useRef } from 'preact/hooks'

import { Icon } from '../parts/Icon.tsx'
import { Banner } from './Banner.tsx'
import { SavedSign } from './SavedSign.tsx'
import { Frame } from './frame.ts'
import './Screen.css'

type Props = {
  title: string
  /** A line above the title, where there is no way back: the date, the exam. */
  above?: ComponentChildren
  /** Where it leads back to. */
  back?: { to: string; label: string } | undefined
  /** What stands at the top instead of the saved sign. */
  corner?: ComponentChildren
  lead?: ComponentChildren
  children: ComponentChildren
  /** The actions of a form, which stay in view. */
  actions?: ComponentChildren
}

/** The frame of a screen: one title, which is read first, the way back, the saved sign. */
export function Screen({ title, above, back, corner, lead, children, actions }: Props): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  const frame = useContext(Frame)
  useEffect(() => {
    document.title = `${title} · Rebound`
  }, [title])
  useEffect(() => {
    if (frame.isFirst) return
    scrollTo(0, 0)
    heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <>
      <header class="screen-top unprinted">
        {back ? (
          <a class="back-link" href={`#${back.to}`}>
            <Icon name="back" size={24} />
            {back.label}
          </a>
        ) : (
          <span class="muted">{above}</span>
        )}
        {corner ?? <SavedSign />}
      </header>
      <main id="main" tabIndex={-1}>
        <div class="screen-head">
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {lead && <p class="muted">{lead}</p>}
        </div>
        <Banner />
        {children}
        {actions && <div class="screen-actions unprinted">{actions}</div>}
      </main>
    </>
  )
}
