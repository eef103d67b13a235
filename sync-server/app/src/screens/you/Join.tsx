import type { OtherDevices } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../core/act.ts'
import { useExam, useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Note } from '../../parts/Card.tsx'
import { Choice } from '../../parts/Choice.tsx'
import { TextField } from '../../parts/Field.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { CallProblem } from './devices/CallProblem.tsx'
import { deviceName } from './devices/deviceName.ts'
import './you.css'

type Way = 'device' | 'paper'

/** This device becomes one of an account: by what another one shows, or by the paper. */
export default function Join({ code: shown = '' }: { code?: string }): JSX.Element {
  const { say } = useWords()
  const { account, sync } = useRebound()
  const exam = useExam()
  const act = useAct()
  const [way, setWay] = useState<Way>('device')
  const [code, setCode] = useState(shown)
  const [server, setServer] = useState(account.server)
  const [name, setName] = useState(deviceName)
  const [others, setOthers] = useState<OtherDevices>('stay')
  const [fingerprint, setFingerprint] = useState<string>()
  const back = exam ? { to: '/devices', label: say('you.devices') } : { to: '/welcome', label: say('shell.back') }
  const join = (): Promise<boolean> =>
    act.run(async () => {
      const joined = way === 'device'
        // A picture's text says which server it is.
        ? await account.join(code.trim(), code.includes('://') ? null : server.trim(), name.trim())
        : await account.recover(code.trim(), server.trim(), name.trim(), others)
      sync.start()
      setFingerprint(joined.fingerprint)
    })
  if (fingerprint) {
    return (
      <Screen title={say('you.joined')}>
        <Card isSoft title={say('you.joined.compare')}>
          <p class="fingerprint" dir="ltr">{fingerprint}</p>
          <p>{say('you.joined.text')}</p>
          <Button kind="primary" isFull to="/">{say('you.joined.open')}</Button>
        </Card>
      </Screen>
    )
  }
  return (
    <Screen
      title={say('you.join')}
      back={back}
      actions={<Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void join()}>{say('you.join.do')}</Button>}
    >
      {exam && <Note icon={<Icon name="info" />}><p>{say('you.join.recorded')}</p></Note>}
      <Choice legend={say('you.join.way')} options={(['device', 'paper'] as const).map((value) => ({ value, label: say(`you.join.way.${value}`) }))} value={way} onValue={setWay} />
      <TextField label={say(way === 'device' ? 'you.join.code' : 'you.recovery.code')} hint={say(way === 'device' ? 'you.join.code.hint' : 'you.join.paper.hint')} value={code} maxLength={512} onValue={setCode} />
      <TextField label={say('you.server')} type="url" inputMode="url" value={server} maxLength={256} onValue={setServer} />
      <TextField label={say('you.device.name')} hint={say('you.device.name.hint')} value={name} maxLength={64} onValue={setName} />
      {way === 'paper' && (
        <Choice
          legend={say('you.join.others')}
          options={(['stay', 'end'] as const).map((value) => ({ value, label: say(`you.join.others.${value}`) }))}
          value={others}
          onValue={setOthers}
        />
      )}
      {act.isBusy && <p role="status">{say('you.join.waiting')}</p>}
      <CallProblem of={act.error} />
    </Screen>
  )
}
