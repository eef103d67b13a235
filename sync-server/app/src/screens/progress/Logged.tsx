import type { JSX } from 'preact'
import { useState } from 'preact/hooks'

import { useCall } from '../../core/call.ts'
import { useExam } from '../../core/rebound.tsx'
import { useWords } from '../../language/language.tsx'
import { Group } from '../../parts/Card.tsx'
import { Field } from '../../parts/Field.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { LogRows } from './log/LogRows.tsx'
import { KINDS, type KindGroup } from './log/useFactWords.ts'
import './progress.css'

const ROWS = 50
const GROUPS = Object.keys(KINDS) as KindGroup[]

/** Everything that was recorded, newest first; what is odd stands before it. */
export default function Logged(): JSX.Element {
  const { say } = useWords()
  const anomalies = useCall('anomalies')
  const domains = useCall('examSheet', useExam()).value?.exam.domains ?? []
  const [group, setGroup] = useState<KindGroup>('all')
  const [domain, setDomain] = useState('')
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null])
  const odd = anomalies.value ?? []
  return (
    <Screen title={say('progress.logged')} back={{ to: '/progress', label: say('shell.tab.progress') }}>
      {odd.length > 0 && (
        <Group title={say('progress.odd', { count: odd.length })}>
          <List>{odd.map(({ subject, said }) => <Row key={subject + said} icon="info" title={<span class="sentence"><Told>{said}</Told></span>} to={`/fact/${encodeURIComponent(subject)}`} />)}</List>
        </Group>
      )}
      <div class="log-filters">
        <Field label={say('progress.filter.kind')}>
          {(wiring) => (
            <select {...wiring} class="input" value={group} onChange={(event) => { setGroup(event.currentTarget.value as KindGroup); setCursors([null]) }}>
              {GROUPS.map((key) => <option key={key} value={key}>{say(`progress.filter.${key}`)}</option>)}
            </select>
          )}
        </Field>
        <Field label={say('progress.filter.domain')}>
          {(wiring) => (
            <select {...wiring} class="input" value={domain} onChange={(event) => { setDomain(event.currentTarget.value); setCursors([null]) }}>
              <option value="">{say('progress.filter.domains')}</option>
              {domains.map(({ id, name }) => <option key={id} value={id}>{id} {name}</option>)}
            </select>
          )}
        </Field>
      </div>
      {cursors.map((after, at) => (
        <LogRows
          key={`${group} ${domain} ${after}`}
          query={{ kinds: [...KINDS[group]], domain: domain || null, after, rows: ROWS }}
          onMore={at === cursors.length - 1 ? (next) => setCursors([...cursors, next]) : undefined}
        />
      ))}
    </Screen>
  )
}
