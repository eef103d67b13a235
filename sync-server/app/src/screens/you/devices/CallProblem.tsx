import type { ReboundError } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { FieldError } from '../../../parts/Field.tsx'
import { Told } from '../../../parts/Told.tsx'

/** Why a server, or a code, was of no use; what exactly is wrong with what was typed, where the core says it. */
export function CallProblem({ of }: { of: ReboundError | undefined }): JSX.Element {
  const { say, sayCode, time } = useWords()
  const wait = of?.wait_s ? ` ${say('you.wait', { time: time(Math.max(1, Math.ceil(of.wait_s / 60))) })}` : ''
  return (
    <div class="tight">
      <FieldError text={of && sayCode('shell.error', of.code) + wait} />
      {of?.code === 'invalid' && <p class="small"><Told isEnglish>{of.reason}</Told></p>}
    </div>
  )
}
