import type { Minutes, SlotPlace } from '@rebound/core'
import type { ComponentChildren, JSX } from 'preact'

import { useWords } from '../language/language.tsx'
import { Icon, type IconName } from './Icon.tsx'
import './SlotRow.css'

const PLACES: Record<SlotPlace, IconName> = { commute: 'train', commute_audio: 'train', desk: 'desk', long: 'long' }

/** Where a slot is, as a sign with its minutes. */
export function PlaceTime({ place, minutes }: { place: SlotPlace | null; minutes: Minutes }): JSX.Element {
  const { say, time } = useWords()
  return (
    <span class="place-time">
      {place && <Icon name={PLACES[place]} size={18} />}
      {place && <span class="unseen">{say(`shell.place.${place}`)}</span>}
      {time(minutes)}
    </span>
  )
}

type Props = {
  startMinute: number
  minutes: Minutes
  place: SlotPlace | null
  what: ComponentChildren
  how?: ComponentChildren
  isMockExam?: boolean
  onPress?: () => void
}

/** Time, what, how, and where for how long. A mock exam has the soft ground. */
export function SlotRow({ startMinute, minutes, place, what, how, isMockExam = false, onPress }: Props): JSX.Element {
  const { clock } = useWords()
  const shape = isMockExam ? 'slot-row soft' : 'slot-row'
  const content = (
    <>
      <span class="slot-start">{clock(startMinute % 1440)}</span>
      <span class="slot-what tight">
        <strong>{what}</strong>
        {how && <span class="small muted">{how}</span>}
      </span>
      <PlaceTime place={place} minutes={minutes} />
    </>
  )
  if (onPress) return <li><button type="button" class={shape} onClick={onPress}>{content}</button></li>
  return <li class={shape}>{content}</li>
}
