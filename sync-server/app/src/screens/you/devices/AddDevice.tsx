import type { AskingDevice } from '@rebound/core'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { useAct } from '../../../core/act.ts'
import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Sheet } from '../../../parts/Sheet.tsx'
import { useAnswer } from '../useAnswer.ts'
import { CallProblem } from './CallProblem.tsx'

type Step =
  | { kind: 'beginning' }
  | { kind: 'shown'; text: string; link: string; minutes: number }
  | { kind: 'asked'; text: string; devices: AskingDevice[] }
  | { kind: 'nobody' }
  | { kind: 'added'; fingerprint: string }

/** Another device joins: it is shown a picture or told a text, and says its name; this one says yes or no. */
export function AddDevice({ onClose }: { onClose: () => void }): JSX.Element {
  const { say } = useWords()
  const { account } = useRebound()
  const act = useAct()
  const [step, setStep] = useState<Step>({ kind: 'beginning' })
  const [turn, setTurn] = useState(0)
  const Qr = useAnswer('qr', async () => (await import('./Qr.tsx')).default).value
  useEffect(() => {
    let isShown = true
    setStep({ kind: 'beginning' })
    void act.run(async () => {
      const { text, link, expires_in_s } = await account.beginPairing()
      if (!isShown) return
      setStep({ kind: 'shown', text, link, minutes: Math.round(expires_in_s / 60) })
      const { devices } = await account.awaitDevice(text)
      if (isShown) setStep(devices.length > 0 ? { kind: 'asked', text, devices } : { kind: 'nobody' })
    })
    return () => {
      isShown = false
    }
  }, [turn])
  const confirm = (text: string, device: AskingDevice): Promise<boolean> =>
    act.run(async () => {
      const { fingerprint } = await account.confirmPairing(text, device.device)
      setStep({ kind: 'added', fingerprint })
    })
  const refuse = (device: AskingDevice): Promise<boolean> =>
    act.run(async () => {
      await account.endDevice(device.device)
      setStep({ kind: 'nobody' })
    })
  return (
    <Sheet title={say('you.add')} onClose={onClose}>
      {step.kind === 'shown' && (
        <>
          <p>{say('you.add.text')}</p>
          {Qr && <Qr text={step.link} label={say('you.add.picture')} />}
          <p class="code" dir="ltr" lang="en">{step.text}</p>
          <p class="small muted" role="status">{say('you.add.waiting', { minutes: step.minutes })}</p>
        </>
      )}
      {step.kind === 'asked' && step.devices.map((device) => (
        <section class="stack" key={device.device} role="status">
          <p class="lead">{say(device.was_told ? 'you.add.asks' : 'you.add.stranger', { name: device.name || device.device })}</p>
          {device.was_told && <Button kind="primary" isFull isBusy={act.isBusy} onPress={() => void confirm(step.text, device)}>{say('you.add.yes')}</Button>}
          <Button isFull isBusy={act.isBusy} onPress={() => void refuse(device)}>{say('you.add.no')}</Button>
        </section>
      ))}
      {step.kind === 'nobody' && <p role="status">{say('you.add.nobody')}</p>}
      {step.kind === 'added' && (
        <>
          <p role="status">{say('you.add.done')}</p>
          <p class="fingerprint" dir="ltr">{step.fingerprint}</p>
          <Button kind="primary" isFull onPress={onClose}>{say('shell.close')}</Button>
        </>
      )}
      <CallProblem of={act.error} />
      {(step.kind === 'nobody' || act.error) && <Button isFull onPress={() => setTurn(turn + 1)}>{say('you.add.again')}</Button>}
    </Sheet>
  )
}
