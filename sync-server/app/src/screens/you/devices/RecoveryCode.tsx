import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useRebound } from '../../../core/rebound.tsx'
import { useWords } from '../../../language/language.tsx'
import { Button } from '../../../parts/Button.tsx'
import { Card } from '../../../parts/Card.tsx'
import { Ticks } from '../../../parts/Ticks.tsx'
import { Told } from '../../../parts/Told.tsx'
import { useAnswer } from '../useAnswer.ts'

/** A recovery code, shown once: it goes when somebody says that it is written down. */
export function RecoveryCode({ code, onWritten }: { code: string; onWritten: () => void }): JSX.Element {
  const { say } = useWords()
  const { account } = useRebound()
  const warnings = useAnswer('warnings', () => account.warnings())
  const [isWritten, setWritten] = useState(false)
  return (
    <Card isSoft title={say('you.recovery.title')}>
      <p class="code" dir="ltr" lang="en">{code}</p>
      {warnings.value && <p><Told>{warnings.value.recovery_code}</Told></p>}
      <Ticks legend={say('you.recovery.title')} ticks={[{ key: 'written', label: say('you.recovery.written'), isOn: isWritten }]} onTick={(_, isOn) => setWritten(isOn)} />
      {isWritten && <Button kind="primary" isFull onPress={onWritten}>{say('you.recovery.close')}</Button>}
    </Card>
  )
}
