import type { JSX } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'

import { useWords } from '../language/language.tsx'
import './Stepper.css'
import { Icon } from './Icon.tsx'

type Props = { label: string; value: number; min: number; max: number; onValue: (value: number) => void }

const FIRST_MS = 400
const NEXT_MS = 90

/** Less and more, by a tap or held; the number between them is a field. */
export function Stepper({ label, value, min, max, onValue }: Props): JSX.Element {
  const { say } = useWords()
  const id = useId()
  const [typed, setTyped] = useState<string>()
  const held = useRef<{ timer: ReturnType<typeof setTimeout>; value: number } | undefined>(undefined)
  const within = (wished: number): number => Math.min(max, Math.max(min, wished))
  const release = (): void => {
    clearTimeout(held.current?.timer)
    held.current = undefined
  }
  useEffect(() => release, [])

  const hold = (by: number): void => {
    const step = (from: number, wait: number): void => {
      held.current = { value: from, timer: setTimeout(() => {
        const next = within(from + by)
        onValue(next)
        step(next, NEXT_MS)
      }, wait) }
    }
    release()
    step(value, FIRST_MS)
  }
  const button = (by: 1 | -1): JSX.Element => (
    <button
      type="button"
      aria-label={say(by < 0 ? 'shell.stepper.less' : 'shell.stepper.more', { what: label })}
      onClick={() => onValue(within(value + by))}
      onPointerDown={() => hold(by)}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
    >
      <Icon name={by < 0 ? 'minus' : 'plus'} />
    </button>
  )
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="stepper">
        {button(-1)}
        <input
          id={id}
          inputMode="numeric"
          autoComplete="off"
          value={typed ?? String(value)}
          onFocus={(event) => event.currentTarget.select()}
          onInput={(event) => {
            const text = event.currentTarget.value
            setTyped(text)
            if (/^\d+$/.test(text.trim())) onValue(within(Number(text)))
          }}
          onBlur={() => setTyped(undefined)}
        />
        {button(1)}
      </div>
    </div>
  )
}
