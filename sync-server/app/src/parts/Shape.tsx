import type { DomainClass } from '@rebound/core'
import type { JSX } from 'preact'

/** The shape of a class, around the middle: below, not yet, above. */
export function Shape({ of }: { of: DomainClass }): JSX.Element {
  switch (of) {
    case 'weak':
      return <path d="M-8-6H8L0 8Z" fill="currentColor" />
    case 'strong':
      return <path d="M-8 6H8L0-8Z" fill="currentColor" />
    case 'uncertain':
      return <circle r="6.5" fill="currentColor" />
    case 'unknown':
      return <circle r="5.5" fill="none" stroke="currentColor" stroke-width="2.5" />
  }
}
