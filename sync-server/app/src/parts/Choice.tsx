import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'

import './Choice.css'
import { FieldError } from './Field.tsx'

export type Option<T extends string | number> = { value: T; label: ComponentChildren; spoken?: string }

type Props<T extends string | number> = {
  legend: string
  isLegendUnseen?: boolean
  options: readonly Option<T>[]
  value: T | undefined
  onValue: (value: T) => void
  /** All in one row of equal parts. */
  isEven?: boolean
  hint?: ComponentChildren
  error?: string | undefined
}

/** One of a few: radios that look like chips, with arrow keys. */
export function Choice<T extends string | number>(props: Props<T>): JSX.Element {
  const { legend, isLegendUnseen = false, options, value, onValue, isEven = false, hint, error } = props
  const name = useId()
  const described = [hint ? `${name}-hint` : '', error ? `${name}-error` : ''].filter(Boolean).join(' ')
  return (
    <fieldset class="choice" aria-describedby={described || undefined}>
      <legend class={isLegendUnseen ? 'unseen' : 'legend'}>{legend}</legend>
      <div class={isEven ? 'choice-options even' : 'choice-options'}>
        {options.map((option) => (
          <label key={option.value}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              aria-label={option.spoken}
              onChange={() => onValue(option.value)}
            />
            <span aria-hidden={option.spoken ? true : undefined}>{option.label}</span>
          </label>
        ))}
      </div>
      {hint && <span class="hint" id={`${name}-hint`}>{hint}</span>}
      <FieldError id={`${name}-error`} text={error} />
    </fieldset>
  )
}
