import type { ComponentChildren, JSX } from 'preact'

import './List.css'
import './Ticks.css'

export type Tick = { key: string; number?: string; label?: ComponentChildren; isOn: boolean }

/** Any of several, each with its box; those that have a number alone stand beside each other. */
export function Ticks({ legend, ticks, onTick }: { legend: string; ticks: readonly Tick[]; onTick: (key: string, isOn: boolean) => void }): JSX.Element {
  return (
    <fieldset class={ticks.some(({ label }) => label) ? 'list' : 'tick-grid'}>
      <legend class="unseen">{legend}</legend>
      {ticks.map(({ key, number, label, isOn }) => (
        <label class="tick" key={key}>
          <input type="checkbox" checked={isOn} onChange={(event) => onTick(key, event.currentTarget.checked)} />
          {number && <b>{number}</b>}
          {label && <span>{label}</span>}
        </label>
      ))}
    </fieldset>
  )
}
