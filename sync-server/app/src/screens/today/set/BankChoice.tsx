import type { Resource } from '@rebound/core'
import type { JSX } from 'preact'

import { useWords } from '../../../language/language.tsx'
import { Choice } from '../../../parts/Choice.tsx'
import { TextField } from '../../../parts/Field.tsx'
import { List } from '../../../parts/List.tsx'
import { Switch } from '../../../parts/Switch.tsx'
import { ANOTHER, type Bank } from './form.ts'

type Props = { value: Bank; known: readonly Resource[]; error: string | undefined; onChange: (some: Partial<Bank>) => void }

/** A bank that is known, or another one by its name. */
export function BankChoice({ value: { bank, name, isOffline }, known, error, onChange }: Props): JSX.Element {
  const { say } = useWords()
  const banks = known.filter(({ family, resource }) => family === 'bank' || resource === bank)
  const isUnlisted = bank && !banks.some(({ resource }) => resource === bank)
  const options = [
    ...(isUnlisted ? [{ value: bank, label: bank }] : []),
    ...banks.map(({ resource, name }) => ({ value: resource, label: <bdi>{name}</bdi> })),
    { value: ANOTHER, label: say('today.set.bank.other') },
  ]
  const isNamed = bank === ANOTHER || (options.length === 1 && bank === undefined)
  return (
    <>
      {options.length > 1 && <Choice legend={say('today.set.bank')} options={options} value={bank} error={isNamed ? undefined : error} onValue={(chosen) => onChange({ bank: chosen })} />}
      {isNamed && (
        <>
          <TextField label={say('today.set.bank.name')} hint={say('today.set.bank.name.hint')} value={name} maxLength={120} error={error} onValue={(text) => onChange({ bank: ANOTHER, name: text })} />
          <List><Switch title={say('today.set.offline')} isOn={isOffline} onChange={(isOn) => onChange({ isOffline: isOn })} /></List>
        </>
      )}
    </>
  )
}
