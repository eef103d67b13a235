import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useCall } from '../../core/call.ts'
import { useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Note } from '../../parts/Card.tsx'
import { TextField } from '../../parts/Field.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { CallProblem } from './devices/CallProblem.tsx'
import { Follow, FollowedPart } from './partner/FollowedPart.tsx'
import { SharedPart } from './partner/SharedPart.tsx'
import { relationOf } from './partner/stages.ts'
import './you.css'

/** What a study partner sees: looked at before anybody else can. And what somebody else shows. */
export default function Partner({ link = '' }: { link?: string }): JSX.Element {
  const { say } = useWords()
  const sharing = useCall('sharing')
  return (
    <Screen title={say('you.partner.title')} lead={say('you.partner.lead')} back={{ to: '/you', label: say('shell.tab.you') }}>
      <Shown of={sharing}>
        {({ shared, followed }) => (
          <>
            {shared.map((one) => <SharedPart key={one.relation} shared={one} />)}
            <Note icon={<Icon name="lock" />}>
              <p><strong>{say('you.never')}</strong></p>
              <p>{say('you.never.text')}</p>
            </Note>
            <Begin taken={shared.map(({ relation }) => relation)} />
            {followed.map((one) => <FollowedPart key={one.document} followed={one} />)}
            <Follow link={link} />
          </>
        )}
      </Shown>
    </Screen>
  )
}

/** Makes what one partner will see. Nobody sees it before they are invited. */
function Begin({ taken }: { taken: readonly string[] }): JSX.Element {
  const { say } = useWords()
  const rebound = useRebound()
  const act = useAct()
  const [name, setName] = useState('')
  const begin = (): Promise<boolean> =>
    act.run(async () => {
      await rebound.shareProgress(relationOf(name, taken))
      setName('')
    })
  return (
    <Card title={say(taken.length > 0 ? 'you.begin.another' : 'you.begin')}>
      <p>{say('you.begin.text')}</p>
      <TextField label={say('you.begin.name')} hint={say('you.begin.name.hint')} value={name} maxLength={40} onValue={setName} />
      <CallProblem of={act.error} />
      <Button kind={taken.length > 0 ? 'second' : 'primary'} isFull isBusy={act.isBusy} onPress={() => void begin()}>{say('you.begin.do')}</Button>
    </Card>
  )
}
