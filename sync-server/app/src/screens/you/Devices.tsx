import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useExam, useRebound } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Button } from '../../parts/Button.tsx'
import { Card, Group, Note } from '../../parts/Card.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { DataPart } from './data/DataPart.tsx'
import { DeleteAccount } from './devices/DeleteAccount.tsx'
import { DeviceList } from './devices/DeviceList.tsx'
import { RecoveryCode } from './devices/RecoveryCode.tsx'
import { Register } from './devices/Register.tsx'
import { Renew } from './devices/Renew.tsx'
import { useAnswer } from './useAnswer.ts'
import { useSync } from './useSync.ts'
import './you.css'

/** Where things are, on which devices, and how they get out. */
export default function Devices(): JSX.Element {
  const { say } = useWords()
  const exam = useExam()
  const { state } = useSync()
  const [sheet, setSheet] = useState<'register' | 'renew' | 'delete'>()
  const [code, setCode] = useState<string>()
  const hasAccount = state !== 'no_account'
  const close = (): void => setSheet(undefined)
  const show = (shown: string): void => {
    close()
    setCode(shown)
  }
  return (
    <Screen title={say('you.devices')} back={exam ? { to: '/you', label: say('shell.tab.you') } : { to: '/welcome', label: say('shell.back') }}>
      {code && <RecoveryCode code={code} onWritten={() => setCode(undefined)} />}
      <Where />
      <div class="columns">
        <div class="column">
          {hasAccount ? <DeviceList /> : (
            <Card isSoft title={say('you.none')}>
              <p>{say('you.none.text')}</p>
              <Button kind="primary" isFull onPress={() => setSheet('register')}>{say('you.register')}</Button>
              <Button kind="plain" isFull to="/join">{say('you.join')}</Button>
            </Card>
          )}
        </div>
        <div class="column">
          <DataPart />
          {hasAccount && <Account onRenew={() => setSheet('renew')} onDelete={() => setSheet('delete')} />}
        </div>
      </div>
      {sheet === 'register' && <Register onDone={show} onClose={close} />}
      {sheet === 'renew' && <Renew onDone={show} onClose={close} />}
      {sheet === 'delete' && <DeleteAccount onClose={close} />}
    </Screen>
  )
}

/** Where everything is at this moment. */
function Where(): JSX.Element {
  const { say, moment } = useWords()
  const { state, waiting, syncedAt, reason } = useSync()
  const text = state === 'no_account' ? say('you.where.here')
    : state === 'ended' ? say('you.where.ended')
    : waiting > 0 ? say('you.where.waiting', { waiting })
    : say('you.where.both')
  return (
    <Note icon={<Icon name={waiting > 0 ? 'waiting' : 'saved'} />}>
      <p role="status">{text}</p>
      {syncedAt !== undefined && <p class="small muted">{say('you.where.synced', { at: moment(syncedAt) })}</p>}
      {state === 'ended' && reason && <p class="small muted"><Told isEnglish>{reason}</Told></p>}
    </Note>
  )
}

function Account({ onRenew, onDelete }: { onRenew: () => void; onDelete: () => void }): JSX.Element {
  const { say } = useWords()
  const { account } = useRebound()
  const fingerprint = useAnswer('fingerprint', () => account.fingerprint())
  const warnings = useAnswer('warnings', () => account.warnings())
  return (
    <Group title={say('you.account')}>
      {warnings.value && <p class="small muted"><Told>{warnings.value.seen_by_the_server}</Told></p>}
      {fingerprint.value && (
        <div class="tight">
          <p class="small muted">{say('you.fingerprint')}</p>
          <p class="fingerprint" dir="ltr">{fingerprint.value}</p>
        </div>
      )}
      <List>
        <Row icon="key" title={say('you.recovery.renew')} more={say('you.recovery.renew.more')} onPress={onRenew} />
        <Row icon="close" title={say('you.delete')} more={say('you.delete.more')} onPress={onDelete} />
      </List>
    </Group>
  )
}
