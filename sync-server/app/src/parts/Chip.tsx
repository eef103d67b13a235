import type { DomainClass } from '@rebound/core'
import type { ComponentChildren, JSX } from 'preact'

import { useWords } from '../language/language.tsx'
import './Chip.css'
import { Shape } from './Shape.tsx'

/** How well something is supported, or a state. Not a button. */
export function Chip({ children, isAccent = false }: { children: ComponentChildren; isAccent?: boolean }): JSX.Element {
  return <span class={isAccent ? 'chip accent' : 'chip'}>{children}</span>
}

/** A class in its word, its shape and its colour. */
export function ClassWord({ of }: { of: DomainClass }): JSX.Element {
  const { say } = useWords()
  return (
    <span class={`class-word ${toneOf(of)}`}>
      <svg viewBox="-9 -9 18 18" width="12" height="12" aria-hidden="true">
        <Shape of={of} />
      </svg>
      {say(`shell.class.${of}`)}
    </span>
  )
}

/** The colour that a class has everywhere. */
export function toneOf(of: DomainClass): 'weak' | 'unsure' | 'strong' {
  if (of === 'weak' || of === 'strong') return of
  return 'unsure'
}
