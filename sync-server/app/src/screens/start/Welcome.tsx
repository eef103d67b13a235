import type { JSX } from 'preact'

import { useExam } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Group, Note } from '../../parts/Card.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { List, Row } from '../../parts/List.tsx'
import { hasRoute } from '../../routes.ts'
import { Screen } from '../../shell/Screen.tsx'

/** Two doors, and what this is. */
export default function Welcome(): JSX.Element {
  const { say } = useWords()
  const exam = useExam()
  const canJoin = hasRoute('/join')
  return (
    <Screen title={say('start.welcome.title')} lead={say('start.welcome.lead')} back={exam ? { to: '/', label: say('shell.tab.today') } : undefined}>
      <List>
        <Row icon="exam" title={say('start.welcome.failed')} more={say('start.welcome.failed.more')} to="/welcome/exam" />
        {canJoin && <Row icon="devices" title={say('start.welcome.joined')} more={say('start.welcome.joined.more')} to="/join" />}
      </List>
      <Group title={say('start.welcome.what')}>
        <ul class="stack">
          <li>{say('start.welcome.what.when')}</li>
          <li>{say('start.welcome.what.why')}</li>
          <li>{say('start.welcome.what.today')}</li>
        </ul>
      </Group>
      <Note icon={<Icon name="lock" />}>
        <p>{say('start.welcome.private')}</p>
      </Note>
    </Screen>
  )
}
