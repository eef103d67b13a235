import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useValue } from '../../core/value.ts'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { Disclosure } from '../../parts/Disclosure.tsx'
import { TextField } from '../../parts/Field.tsx'
import { List, Row } from '../../parts/List.tsx'
import { LANGUAGES, MOTIONS, THEMES, change, settings } from '../../settings/settings.ts'
import { Screen } from '../../shell/Screen.tsx'

const NAMES = { en: 'English', de: 'Deutsch' } as const

/** What is kept for this device alone. */
export default function Settings(): JSX.Element {
  const { say } = useWords()
  const now = useValue(settings)
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  return (
    <Screen title={say('you.settings')} back={{ to: '/you', label: say('shell.tab.you') }}>
      <Choice
        legend={say('you.language')}
        options={[{ value: 'system', label: say('you.as.browser') }, ...LANGUAGES.map((value) => ({ value, label: <span lang={value}>{NAMES[value]}</span> }))]}
        value={now.language}
        onValue={(language) => change({ language: language as typeof now.language })}
      />
      <Choice legend={say('you.theme')} options={THEMES.map((value) => ({ value, label: say(`you.theme.${value}`) }))} value={now.theme} onValue={(theme) => change({ theme })} />
      <Choice legend={say('you.motion')} options={MOTIONS.map((value) => ({ value, label: say(`you.motion.${value}`) }))} value={now.motion} onValue={(motion) => change({ motion })} />
      <List>
        <Row icon="plan" title={say('plan.week')} to="/plan/week" />
        <Row title={say('you.zone')} more={say('you.zone.more', { zone: timeZone })} />
        <Row title={say('you.dayEnd')} more={say('you.dayEnd.more')} />
      </List>
      <Server />
      <Disclosure title={say('you.worked')}>
        <p>{say('you.worked.range')}</p>
        <p>{say('you.worked.line')}</p>
        <p>{say('you.worked.rules')}</p>
        <p>{say('you.worked.model')}</p>
      </Disclosure>
      <Disclosure title={say('you.licences')}>
        <p>{say('you.licences.own')}</p>
        <p>{say('you.licences.others')}</p>
      </Disclosure>
    </Screen>
  )
}

/** The server that is filled in where one is asked for. */
function Server(): JSX.Element {
  const { say } = useWords()
  const now = useValue(settings)
  const [server, setServer] = useState(now.server)
  const typed = server.trim()
  const isAddress = typed === '' || /^https?:\/\/[^\s/]+/.test(typed)
  const save = (): void => {
    change({ server: typed })
    // The core is told when it is opened.
    location.reload()
  }
  return (
    <div class="stack">
      <TextField label={say('you.server.other')} hint={say('you.server.other.hint')} type="url" inputMode="url" value={server} maxLength={256} error={isAddress ? undefined : say('you.server.wrong', { value: typed })} onValue={setServer} />
      {typed !== now.server && isAddress && <div><Button onPress={save}>{say('you.server.save')}</Button></div>}
    </div>
  )
}
