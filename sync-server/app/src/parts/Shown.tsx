import type { ComponentChildren, JSX } from 'preact'

import type { Call } from '../core/call.ts'
import { useWords } from '../language/language.tsx'
import { Button } from './Button.tsx'
import './Shown.css'

/** What a call answered; a still placeholder when nothing came for a while; why it did not answer. */
export function Shown<T>({ of, children }: { of: Call<T>; children: (value: T) => ComponentChildren }): JSX.Element | null {
  const { say, sayCode } = useWords()
  if (of.value !== undefined) return <>{children(of.value)}</>
  if (of.error) {
    return (
      <div class="card" role="alert">
        <p>{sayCode('shell.error', of.error.code)}</p>
        <Button onPress={of.again}>{say('shell.again')}</Button>
      </div>
    )
  }
  return of.isSlow ? <div class="placeholder" role="status"><span class="unseen">{say('shell.loading')}</span></div> : null
}
