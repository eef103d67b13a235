import type { SharedProgress } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useCall } from '../../../core/call.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Card, Group } from '../../../parts/Card.tsx'
import { Shown } from '../../../parts/Shown.tsx'
import { offerUndo } from '../../../shell/undo.ts'
import { CallProblem } from '../devices/CallProblem.tsx'
import { useAnswer } from '../useAnswer.ts'
import { useSync } from '../useSync.ts'
import { Weeks } from './Weeks.tsx'
import { stageOf } from './stages.ts'

/** What one partner sees, and how far their invitation has come. */
export function SharedPart({ shared }: { shared: SharedProgress }): JSX.Element {
  const { say, moment } = useWords()
  const rebound = useRebound()
  const { account } = rebound
  const weeks = useCall('progress', shared.document)
  const { state } = useSync()
  const isKnown = shared.state === 'shown' && state !== 'no_account'
  const invites = useAnswer(isKnown ? `invites ${shared.relation}` : undefined, async () => (await account.invites(shared.relation)).invites, true)
  const act = useAct()
  const [link, setLink] = useState<{ link: string; expires: number }>()
  const [isCopied, setCopied] = useState(false)
  const stage = stageOf(shared, invites.value ?? [], Date.now())
  const invite = (): Promise<boolean> =>
    act.run(async () => {
      setLink(await account.invite(shared.relation))
      invites.again()
    })
  const withdraw = (id: string): Promise<boolean> =>
    act.run(async () => {
      await account.withdrawInvite(shared.relation, id)
      setLink(undefined)
      invites.again()
    })
  const confirm = (id: string): Promise<boolean> =>
    act.run(async () => {
      await account.confirmInvite(shared.relation, id)
      setLink(undefined)
      invites.again()
      offerUndo(say('you.partner.confirmed'))
    })
  const end = (): Promise<boolean> =>
    act.run(async () => {
      await rebound.endSharing(shared.relation)
      if (isKnown) await account.deleteShared(shared.relation)
      offerUndo(say('you.partner.ended'))
    })
  return (
    <Group title={shared.relation}>
      <Shown of={weeks}>{(known) => <Weeks weeks={known} isPreview />}</Shown>
      <Card>
        {stage.kind === 'toBeSent' && (
          <>
            <p>{say(state === 'no_account' ? 'you.partner.needsServer' : 'you.partner.toBeSent')}</p>
            {state === 'no_account' && <Button to="/devices">{say('you.devices')}</Button>}
          </>
        )}
        {stage.kind === 'ready' && (
          <>
            <p>{say('you.partner.ready')}</p>
            <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void invite()}>{say('you.partner.invite')}</Button>
          </>
        )}
        {link && stage.kind !== 'claimed' && (
          <div class="tight" role="status">
            <p>{say('you.partner.link', { until: moment(link.expires) })}</p>
            <p class="fingerprint" dir="ltr">{link.link}</p>
            <Button onPress={() => void act.run(async () => { await navigator.clipboard.writeText(link.link); setCopied(true) })}>{say(isCopied ? 'you.copied' : 'you.copy')}</Button>
          </div>
        )}
        {stage.kind === 'open' && (
          <>
            {!link && <p>{say('you.partner.open', { hours: stage.hours })}</p>}
            <Button isBusy={act.isBusy} onPress={() => void withdraw(stage.invite.invite)}>{say('you.partner.withdraw')}</Button>
          </>
        )}
        {stage.kind === 'claimed' && (
          <>
            <p>{say('you.partner.claimed')}</p>
            <Compare label={say('you.partner.compare')} value={shared.fingerprint} />
            <Compare label={say('you.partner.account')} value={stage.by} />
            <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void confirm(stage.invite.invite)}>{say('you.partner.confirm')}</Button>
            <Button isFull isBusy={act.isBusy} onPress={() => void withdraw(stage.invite.invite)}>{say('you.partner.refuse')}</Button>
          </>
        )}
        {stage.kind === 'ended' && <p>{say('you.partner.over')}</p>}
        <CallProblem of={act.error ?? invites.error} />
        {stage.kind !== 'ended' && <Button kind="plain" isFull isBusy={act.isBusy} onPress={() => void end()}>{say('you.partner.end')}</Button>}
      </Card>
    </Group>
  )
}

function Compare({ label, value }: { label: string; value: string }): JSX.Element {
  return (
    <div class="tight">
      <span class="small muted">{label}</span>
      <span class="fingerprint" dir="ltr">{value}</span>
    </div>
  )
}
