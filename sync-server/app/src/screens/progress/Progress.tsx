import type { Growth, ReportReading } from '@rebound/core'
import type { JSX } from 'preact'

import { useCall } from '../../core/call.ts'
import { useExam } from '../../core/rebound.tsx'
import { dayOf } from '../../language/format.ts'
import { useWords } from '../../language/language.tsx'
import { Card, Group } from '../../parts/Card.tsx'
import { Empty } from '../../parts/Empty.tsx'
import { EstimateAxis, EstimateBar, EstimateKey, axisStart } from '../../parts/EstimateBar.tsx'
import { ClassWord } from '../../parts/Chip.tsx'
import { Disclosure } from '../../parts/Disclosure.tsx'
import { List, Row } from '../../parts/List.tsx'
import { Shown } from '../../parts/Shown.tsx'
import { Told } from '../../parts/Told.tsx'
import { Screen } from '../../shell/Screen.tsx'
import { DomainWeeks } from './charts/DomainWeeks.tsx'
import { HoursWeeks } from './charts/HoursWeeks.tsx'
import { ThenNow } from './charts/ThenNow.tsx'
import './progress.css'

/** Whether it works: the domain that matters most, the hours, the other domains, then and now. */
export default function Progress(): JSX.Element {
  const { say, day } = useWords()
  const exam = useExam()
  const growth = useCall('growth', exam)
  const report = useCall('report', exam)
  return (
    <Screen title={say('progress.title')} above={day(growth.value?.date ?? dayOf(new Date()), 'long')}>
      <Shown of={growth}>{(told) => <Content growth={told} report={report.value} />}</Shown>
      <List><Row icon="list" title={say('progress.logged')} more={say('progress.logged.more')} to="/logged" /></List>
    </Screen>
  )
}

function Content({ growth, report }: { growth: Growth; report: ReportReading | undefined }): JSX.Element {
  const { say } = useWords()
  const { finding, domains, weeks, line, hours, comparison } = growth
  const main = domains.find(({ said }) => said === finding) ?? domains.find(({ points }) => points.length > 0)
  const others = domains.filter((domain) => domain !== main)
  const hasHours = weeks.some(({ done, planned }) => done > 0 || (planned ?? 0) > 0)
  return (
    <div class="columns">
      <div class="column">
        <Card title={<Told>{finding}</Told>}>
          {main && main.points.length > 0 ? <DomainWeeks domain={main} line={line} /> : <p class="muted">{say('progress.first')}</p>}
        </Card>
        {hasHours ? <HoursWeeks weeks={weeks} said={hours} /> : <Empty>{say('progress.hours.none')}</Empty>}
      </div>
      <div class="column">
        {others.length > 0 && report && <OtherDomains report={report} growth={growth} shown={main?.domain} />}
        {comparison && <ThenNow comparison={comparison} />}
      </div>
    </div>
  )
}

/** Where each of the others stands today, and how it came there. */
function OtherDomains({ report, growth, shown }: { report: ReportReading; growth: Growth; shown: string | undefined }): JSX.Element {
  const { say } = useWords()
  const rows = report.rows.filter(({ domain, estimate }) => domain !== shown && estimate)
  const from = axisStart(rows.flatMap(({ estimate }) => estimate ?? []))
  if (rows.length === 0) return <></>
  return (
    <Group title={say('progress.others')}>
      <List>
        {rows.map(({ domain, name, estimate }) => {
          const grown = growth.domains.find((one) => one.domain === domain)
          return (
            <li key={domain} class="domain-weeks">
              <div class="row wrap between"><strong><bdi>{domain} {name}</bdi></strong>{estimate && <ClassWord of={estimate.standing} />}</div>
              <EstimateBar of={estimate ?? undefined} line={growth.line.share} from={from} />
              {grown && grown.points.length > 0 && (
                <Disclosure title={say('progress.weeks')}>
                  <p><Told>{grown.said}</Told></p>
                  <DomainWeeks domain={grown} line={growth.line} />
                </Disclosure>
              )}
            </li>
          )
        })}
        <li class="domain-weeks"><EstimateAxis from={from} /><EstimateKey line={say('progress.line', { line: Math.round(growth.line.share * 100), source: growth.line.source })} /></li>
      </List>
    </Group>
  )
}
