import type { JSX } from 'preact'

import { useWords } from '../language/language.tsx'
import { Icon } from '../parts/Icon.tsx'
import { TABS, type Tab } from '../routes.ts'
import './Tabs.css'

/** One for each of the five questions; a rail at the side where there is room. */
export function Tabs({ current }: { current: Tab | undefined }): JSX.Element {
  const { say } = useWords()
  return (
    <nav class="tabs unprinted" aria-label={say('shell.tabs')}>
      <span class="brand" aria-hidden="true">Rebound</span>
      {TABS.map(({ tab, path }) => (
        <a key={tab} href={`#${path}`} aria-current={tab === current ? 'page' : undefined}>
          <Icon name={tab} size={26} />
          {say(`shell.tab.${tab}`)}
        </a>
      ))}
    </nav>
  )
}
