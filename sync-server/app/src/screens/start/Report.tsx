import type { JSX } from 'preact'

import { useCall } from '../../core/call.ts'
import { useWords } from '../../language/language.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { ReportForm } from './report/ReportForm.tsx'

/** What the vendor printed, typed in as it is printed; or what was typed in, to be corrected. */
export default function Report({ exam, attempt }: { exam?: string; attempt?: string }): JSX.Element {
  const { say } = useWords()
  const sheet = useCall('examSheet', exam)
  const fact = useCall('factSheet', attempt)
  if (sheet.value && (attempt === undefined || fact.value)) {
    const told = fact.value?.row.fact.body
    const earlier = told && 'attempt' in told ? told.attempt : undefined
    return <ReportForm sheet={sheet.value} corrects={attempt && earlier ? { fact: attempt, earlier } : undefined} />
  }
  return (
    <Screen title={say('start.report.title')} back={{ to: '/welcome/exam', label: say('shell.back') }}>
      <Shown of={sheet.error ? sheet : attempt ? { ...fact, value: undefined } : { ...sheet, value: undefined }}>{() => null}</Shown>
    </Screen>
  )
}
