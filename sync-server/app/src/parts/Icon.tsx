import type { JSX } from 'preact'

import './Icon.css'

/** Strokes on a grid of 24. Those that point along a line of text are mirrored from right to left. */
const STROKES = {
  today: 'M12 16.2a4.2 4.2 0 1 0 0-8.4 4.2 4.2 0 0 0 0 8.4ZM12 2.8v1.9M12 19.3v1.9M2.8 12h1.9M19.3 12h1.9M5.5 5.5l1.3 1.3M17.2 17.2l1.3 1.3M5.5 18.5l1.3-1.3M17.2 6.8l1.3-1.3',
  plan: 'M6.5 5h11A2.5 2.5 0 0 1 20 7.5v10a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 17.5v-10A2.5 2.5 0 0 1 6.5 5ZM4 10h16M8.5 3v3.5M15.5 3v3.5',
  exam: 'M7 3.5h6.5L18.5 8.5V19a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19V5A1.5 1.5 0 0 1 7 3.5ZM13.5 3.5v5h5M9 14l2.2 2.2 4-4',
  progress: 'M3.5 20h17M4.5 15.5 9 11l3.5 3 6.5-7.5M14.8 6.2h4.4v4.4',
  you: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c.9-3.7 3.8-5.5 7.5-5.5s6.6 1.8 7.5 5.5',
  saved: 'M9 3h6a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2ZM9.9 12l1.5 1.5 2.7-3',
  waiting: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2',
  forward: 'm9.5 6 6 6-6 6',
  back: 'm14.5 6-6 6 6 6',
  close: 'm6.5 6.5 11 11M17.5 6.5l-11 11',
  plus: 'M12 5.5v13M5.5 12h13',
  minus: 'M5.5 12h13',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  info: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11.3v4.7M12 8h.01',
  flag: 'M6 21V4.5h11.5l-2.5 4 2.5 4H6',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z',
  book: 'M12 6.5c-2-1.5-5-2-8-1.7v13.5c3-.3 6 .2 8 1.7 2-1.5 5-2 8-1.7V4.8c-3-.3-6 .2-8 1.7ZM12 6.5V20',
  lock: 'M8 11h8a2.5 2.5 0 0 1 2.5 2.5v4A2.5 2.5 0 0 1 16 20H8a2.5 2.5 0 0 1-2.5-2.5v-4A2.5 2.5 0 0 1 8 11ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  train: 'M8 4h8a2.5 2.5 0 0 1 2.5 2.5v7A2.5 2.5 0 0 1 16 16H8a2.5 2.5 0 0 1-2.5-2.5v-7A2.5 2.5 0 0 1 8 4ZM5.5 10.5h13M8 20l1.8-4M16 20l-1.8-4M9 13.3h.01M15 13.3h.01',
  desk: 'M3.5 9h17M5.5 9v10.5M18.5 9v10.5M12.5 9v4.5h6',
  long: 'M4 11.5a8 8 0 0 1 16 0M4 12a2 2 0 0 1 2-.5h.5v6H6a2 2 0 0 1-2-2ZM20 12a2 2 0 0 0-2-.5h-.5v6h.5a2 2 0 0 0 2-2Z',
  offline: 'M4 4.5 19.5 20M7.6 12.3a7 7 0 0 1 2.4-1.3M4.5 9a11 11 0 0 1 3-1.9M11.5 6a11 11 0 0 1 8 3M15 11.5l1.4.8M12 17.5h.01',
  play: 'M8.5 5.5v13l10-6.5Z',
  undo: 'M8.5 5 4.5 9l4 4M4.5 9H14a5 5 0 0 1 0 10h-4',
  search: 'M10.8 17.1a6.3 6.3 0 1 0 0-12.6 6.3 6.3 0 0 0 0 12.6ZM15.5 15.5l4.5 4.5',
  devices: 'M4.5 6.5A1.5 1.5 0 0 1 6 5h9a1.5 1.5 0 0 1 1.5 1.5V8M2.5 16.5h9M15.5 10.5H20a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1h-4.5a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1ZM4.5 6.5v10',
  people: 'M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.8 19c.7-3.2 3-4.7 6.2-4.7s5.5 1.5 6.2 4.7M15.5 5.4a3.3 3.3 0 0 1 0 6.3M17.5 14.6c2 .6 3.3 2 3.8 4.4',
  breathe: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Z',
  settings: 'M4 7h9M17 7h3M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM4 17h3M11 17h9M9 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  key: 'M8.5 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM13 12h8M17.5 12v3.5',
  out: 'M12 15V4.5M8 8l4-4 4 4M5 14v4.5A1.5 1.5 0 0 0 6.5 20h11a1.5 1.5 0 0 0 1.5-1.5V14',
  list: 'M9 7h11M9 12h11M9 17h11M4.5 7h.01M4.5 12h.01M4.5 17h.01',
  pause: 'M9 6v12M15 6v12',
} as const

export type IconName = keyof typeof STROKES
const MIRRORED: readonly IconName[] = ['forward', 'back', 'undo', 'play']

/** A drawing beside words; it says nothing on its own. */
export function Icon({ name, size = 20 }: { name: IconName; size?: 18 | 20 | 24 | 26 }): JSX.Element {
  const mirrored = MIRRORED.includes(name) ? ' mirrored' : ''
  return (
    <svg class={`icon${mirrored}`} viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={STROKES[name]} />
    </svg>
  )
}

/** The same on a small ground, at the start of a row. */
export function IconTile({ name, isAccent = false }: { name: IconName; isAccent?: boolean }): JSX.Element {
  return (
    <span class={isAccent ? 'icon-tile accent' : 'icon-tile'}>
      <Icon name={name} />
    </span>
  )
}
