import type { ComponentChildren, JSX } from 'preact'

import './List.css'
import './Ticks.css'

export type Tick = { key: string; number?: string; label: ComponentChildren; isOn: boolean }

/** Any of several, each with its box. */
export function Ticks({ legend, ticks, onTick }: { legend: string; ticks: readonly Tick[]; onTick: (key: string, isOn: boolean) => void }): JSX.Element {
  return (
    <fieldset class="list">
      <legend class="unseen">{legend}</legend>
      {ticks.map(({ key, number, label, isOn }) => (
        <label class="tick" key={key}>
          <input type="checkbox" checked={isOn} onChange={(event) => onTick(key, event.currentTarget.checked)} />
          {number && <b>{number}</b>}
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
