import type { ComponentChildren, JSX } from 'preact'
import { useId } from 'preact/hooks'

import './Field.css'
import { Icon } from './Icon.tsx'

type Wiring = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean | undefined }

type FieldProps = {
  label: string
  hint?: ComponentChildren
  /** What is wrong, with the value, and how to mend it. */
  error?: string | undefined
  children: (wiring: Wiring) => ComponentChildren
}

/** A label above, a hint below, and an error beside what it is about. */
export function Field({ label, hint, error, children }: FieldProps): JSX.Element {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && <span class="hint" id={`${id}-hint`}>{hint}</span>}
      <FieldError id={`${id}-error`} text={error} />
    </div>
  )
}

/** The error of a field or of a group; read out when it appears. */
export function FieldError({ id, text }: { id?: string; text: string | undefined }): JSX.Element {
  return (
    <span class="field-error" id={id} role="alert">
      {text && <Icon name="info" size={18} />}
      {text}
    </span>
  )
}

type TextProps = Omit<FieldProps, 'children'> & {
  value: string
  onValue: (text: string) => void
  onLeave?: () => void
  type?: 'text' | 'date' | 'time' | 'search' | 'password' | 'url'
  inputMode?: 'numeric' | 'decimal' | 'text' | 'url'
  autoComplete?: string
  placeholder?: string
  max?: string
  maxLength?: number
  rows?: number
}

/** A line of text, a number or a date; more than one line where `rows` says so. */
export function TextField(props: TextProps): JSX.Element {
  const { label, hint, error, value, onValue, onLeave, rows, type = 'text', inputMode, autoComplete = 'off', placeholder, max, maxLength } = props
  return (
    <Field label={label} hint={hint} error={error}>
      {(wiring) =>
        rows === undefined ? (
          <input
            {...wiring}
            class="input num"
            dir="auto"
            type={type}
            value={value}
            inputMode={inputMode}
            autoComplete={autoComplete}
            placeholder={placeholder}
            max={max}
            maxLength={maxLength}
            onInput={(event) => onValue(event.currentTarget.value)}
            onBlur={onLeave}
          />
        ) : (
          <textarea
            {...wiring}
            class="input"
            dir="auto"
            rows={rows}
            value={value}
            placeholder={placeholder}
            maxLength={maxLength}
            onInput={(event) => onValue(event.currentTarget.value)}
            onBlur={onLeave}
          />
        )
      }
    </Field>
  )
}
