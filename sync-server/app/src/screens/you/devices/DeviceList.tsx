import type { AccountDevice } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Group } from '../../../parts/Card.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { List, Row } from '../../../parts/List.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { Shown } from '../../../parts/Shown.tsx'
import { Told } from '../../../parts/Told.tsx'
import { offerUndo } from '../../../shell/undo.ts'
import { useAnswer } from '../useAnswer.ts'
import { AddDevice } from './AddDevice.tsx'
import { CallProblem } from './CallProblem.tsx'

/** The account's devices: what they are called, when they were seen, and how one is ended. */
export function DeviceList(): JSX.Element {
  const { say, moment } = useWords()
  const { account } = useRebound()
  const listed = useAnswer('devices', async () => (await account.devices()).devices)
  const [chosen, setChosen] = useState<AccountDevice | 'new'>()
  const close = (): void => {
    setChosen(undefined)
    listed.again()
  }
  return (
    <Group title={say('you.list')}>
      <Shown of={listed}>
        {(devices) => (
          <List>
            {devices.map((device) => (
              <Row
                key={device.device}
                icon="devices"
                title={<bdi>{device.name || device.device}</bdi>}
                more={device.this ? say('you.list.this') : device.seen > 0 ? say('you.list.seen', { at: moment(device.seen) }) : say('you.list.never')}
                onPress={() => setChosen(device)}
              />
            ))}
          </List>
        )}
      </Shown>
      <Button kind="primary" icon="plus" isFull onPress={() => setChosen('new')}>{say('you.add')}</Button>
      {chosen === 'new' && <AddDevice onClose={close} />}
      {chosen && chosen !== 'new' && <DeviceSheet device={chosen} isLast={listed.value?.length === 1} onClose={close} />}
    </Group>
  )
}

function DeviceSheet({ device, isLast, onClose }: { device: AccountDevice; isLast: boolean; onClose: () => void }): JSX.Element {
  const { say } = useWords()
  const { account } = useRebound()
  const warnings = useAnswer('warnings', () => account.warnings())
  const act = useAct()
  const [name, setName] = useState(device.name)
  const [code, setCode] = useState('')
  const [isCodeAsked, setCodeAsked] = useState(isLast)
  const rename = async (): Promise<void> => {
    if (await act.run(() => account.renameDevice(device.device, name.trim()))) onClose()
  }
  const end = async (): Promise<void> => {
    const isDone = await act.run(async () => {
      try {
        await account.endDevice(device.device, code.trim() || null)
      } catch (refused) {
        // The last device, and one that is older than this, want the code from paper.
        setCodeAsked(true)
        throw refused
      }
      offerUndo(say('you.end.done', { name: device.name || device.device }))
    })
    if (isDone) onClose()
  }
  return (
    <Sheet title={device.name || device.device} onClose={onClose}>
      <TextField label={say('you.device.name')} value={name} maxLength={64} onValue={setName} />
      <Button isFull isBusy={act.isBusy} onPress={() => void rename()}>{say('you.rename')}</Button>
      <p class="small muted">{say('you.end.text')}</p>
      {isLast && warnings.value && <p><Told>{warnings.value.last_device}</Told></p>}
      {isCodeAsked && <TextField label={say('you.recovery.code')} hint={say('you.end.code')} value={code} maxLength={128} onValue={setCode} />}
      <CallProblem of={act.error} />
      <Button isFull isBusy={act.isBusy} onPress={() => void end()}>{say(device.this ? 'you.end.this' : 'you.end')}</Button>
    </Sheet>
  )
}
