import type { ComponentChildren, JSX } from 'preact'

/** What will be here, and the one action that starts it. */
export function Empty({ children, action }: { children: ComponentChildren; action?: ComponentChildren }): JSX.Element {
  return (
    <div class="card">
      <p class="muted">{children}</p>
      {action}
    </div>
  )
}
