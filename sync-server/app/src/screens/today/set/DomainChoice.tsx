import type { DomainId, ExamDomain } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Choice } from '../../../parts/Choice.tsx'
import { MIXED } from './form.ts'

const EVEN_MAX = 5

type Props = { domains: readonly ExamDomain[]; value: DomainId | undefined; error: string | undefined; onValue: (domain: DomainId) => void }

/** One of the exam's domains by its number, or several; the name of the chosen one below. */
export function DomainChoice({ domains, value, error, onValue }: Props): JSX.Element {
  const { say } = useWords()
  const chosen = domains.find(({ id }) => id === value)
  return (
    <Choice
      legend={say('today.set.domain')}
      isEven={domains.length <= EVEN_MAX}
      options={[
        ...domains.map(({ id, name }) => ({ value: id, label: id, spoken: `${id} ${name}` })),
        { value: MIXED, label: say('today.set.domain.mixed') },
      ]}
      value={value}
      hint={chosen ? <bdi>{chosen.id} {chosen.name}</bdi> : value === MIXED && say('today.set.domain.all')}
      error={error}
      onValue={onValue}
    />
  )
}
