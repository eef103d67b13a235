import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Disclosure } from '../../../parts/Disclosure.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { Told } from '../../../parts/Told.tsx'
import { useAnswer } from '../useAnswer.ts'
import { CallProblem } from './CallProblem.tsx'
import { deviceName } from './deviceName.ts'

/** An account on a server, with this device as its first one. */
export function Register({ onDone, onClose }: { onDone: (recoveryCode: string) => void; onClose: () => void }): JSX.Element {
  const { say } = useWords()
  const { account, sync } = useRebound()
  const warnings = useAnswer('warnings', () => account.warnings())
  const act = useAct()
  const [server, setServer] = useState(account.server)
  const [name, setName] = useState(deviceName)
  const [token, setToken] = useState('')
  const save = (): Promise<boolean> =>
    act.run(async () => {
      const { recovery_code } = await account.register(server.trim(), name.trim(), token.trim() || null)
      sync.start()
      onDone(recovery_code)
    })
  return (
    <Sheet title={say('you.register')} onClose={onClose}>
      {warnings.value && <p><Told>{warnings.value.before_first_sync}</Told></p>}
      <TextField label={say('you.server')} type="url" inputMode="url" value={server} maxLength={256} onValue={setServer} />
      <TextField label={say('you.device.name')} hint={say('you.device.name.hint')} value={name} maxLength={64} onValue={setName} />
      <Disclosure title={say('you.token.title')}>
        <TextField label={say('you.token')} hint={say('you.token.hint')} value={token} maxLength={256} onValue={setToken} />
      </Disclosure>
      {warnings.value && <p class="small muted"><Told>{warnings.value.seen_by_the_server}</Told></p>}
      <CallProblem of={act.error} />
      <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void save()}>{say('you.register.do')}</Button>
    </Sheet>
  )
}
