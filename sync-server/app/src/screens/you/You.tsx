import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useWords } from '../../language/language.tsx'
import { Group } from '../../parts/Card.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { TripSheet } from '../plan/week/TripSheet.tsx'
import { useSync } from './useSync.ts'

/** For a bad moment, with others, and one's own. */
export default function You(): JSX.Element {
  const { say } = useWords()
  const { state } = useSync()
  const [isPause, setPause] = useState(false)
  return (
    <Screen title={say('you.title')}>
      <Group title={say('you.moment')}>
        <List>
          <Row icon="breathe" title={say('you.breathe')} more={say('you.breathe.row')} to="/breathe" />
          <Row icon="pause" title={say('you.pause')} more={say('you.pause.more')} onPress={() => setPause(true)} />
        </List>
      </Group>
      <Group title={say('you.others')}>
        <List><Row icon="people" title={say('you.partner')} more={say('you.partner.more')} to="/partner" /></List>
      </Group>
      <Group title={say('you.yours')}>
        <List>
          <Row icon="devices" title={say('you.devices')} more={say(state === 'no_account' ? 'you.devices.here' : 'you.devices.more')} to="/devices" />
          <Row icon="settings" title={say('you.settings')} more={say('you.settings.more')} to="/settings" />
        </List>
      </Group>
      {isPause && <TripSheet title={say('you.pause')} text={say('you.pause.text')} onClose={() => setPause(false)} />}
    </Screen>
  )
}
