import type { ComponentChildren, JSX } from 'preact'
import { useErrorBoundary } from 'preact/hooks'

import { Broken } from './Broken.tsx'

/** Keeps a fault of one screen from taking the others with it. */
export function Guard({ children }: { children: ComponentChildren }): JSX.Element {
  const [fault, forget] = useErrorBoundary() as [unknown, () => void]
  return fault === undefined || fault === null ? <>{children}</> : <Broken what={String(fault)} onAgain={forget} />
}
