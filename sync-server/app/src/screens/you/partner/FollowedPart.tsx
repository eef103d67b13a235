import type { FollowedProgress } from '@rebound/core'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useCall } from '../../../core/call.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Group } from '../../../parts/Card.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { Shown } from '../../../parts/Shown.tsx'
import { CallProblem } from '../devices/CallProblem.tsx'
import { useSync } from '../useSync.ts'
import { Weeks } from './Weeks.tsx'

/** What somebody else shows. */
export function FollowedPart({ followed: { document, fingerprint, state } }: { followed: FollowedProgress }): JSX.Element {
  const { say } = useWords()
  const rebound = useRebound()
  const weeks = useCall('progress', state === 'awaited' ? undefined : document)
  const act = useAct()
  const leave = (): Promise<boolean> =>
    act.run(async () => {
      await rebound.stopFollowing(document)
      await rebound.account.leave(document)
    })
  return (
    <Group title={say('you.follow.theirs')}>
      {state === 'awaited' ? <p>{say('you.follow.awaited')}</p> : <Shown of={weeks}>{(known) => <Weeks weeks={known} isPreview={false} />}</Shown>}
      {state === 'withdrawn' && <p>{say('you.follow.withdrawn')}</p>}
      {fingerprint && (
        <div class="tight">
          <span class="small muted">{say('you.partner.compare')}</span>
          <span class="fingerprint" dir="ltr">{fingerprint}</span>
        </div>
      )}
      <CallProblem of={act.error} />
      <Button isBusy={act.isBusy} onPress={() => void leave()}>{say('you.follow.stop')}</Button>
    </Group>
  )
}

/** The link that a partner sent. */
export function Follow({ link: given }: { link: string }): JSX.Element {
  const { say } = useWords()
  const rebound = useRebound()
  const { state } = useSync()
  const act = useAct()
  const [link, setLink] = useState(given)
  const [owner, setOwner] = useState<string>()
  const follow = (): Promise<boolean> =>
    act.run(async () => {
      await rebound.followProgress(link.trim())
      const { claimed } = await rebound.account.claim(link.trim())
      setOwner(claimed.owner)
      setLink('')
    })
  if (state === 'no_account') return <Group title={say('you.follow')}><p class="muted">{say('you.follow.needsServer')}</p><Button to="/devices">{say('you.devices')}</Button></Group>
  return (
    <Group title={say('you.follow')}>
      <TextField label={say('you.follow.link')} hint={say('you.follow.hint')} value={link} maxLength={2048} onValue={setLink} />
      <CallProblem of={act.error} />
      {owner && <p role="status">{say('you.follow.claimed')} <bdi class="fingerprint">{owner}</bdi></p>}
      <Button isBusy={act.isBusy} onPress={() => void follow()}>{say('you.follow.do')}</Button>
    </Group>
  )
}
