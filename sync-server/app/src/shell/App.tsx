import { open, type Rebound } from '@rebound/core'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { asReboundError } from '../core/call.ts'
import { ReboundProvider } from '../core/rebound.tsx'
import { useWords } from '../language/language.tsx'
import { settings } from '../settings/settings.ts'
import { CannotOpen } from './CannotOpen.tsx'
import { Shell } from './Shell.tsx'

/** Opens the engine, then draws; or says why it cannot be opened. */
export function App({ opened = openHere }: { opened?: (language: string) => Promise<Rebound> }): JSX.Element | null {
  const { language } = useWords()
  const [rebound, setRebound] = useState<Rebound>()
  const [error, setError] = useState<ReturnType<typeof asReboundError>>()
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    setError(undefined)
    const begin = (device: Rebound): void => {
      setRebound(device)
      device.sync.start()
    }
    opened(language).then(begin, (refused: unknown) => setError(asReboundError(refused)))
  }, [turn])
  useEffect(() => rebound?.speak(language), [rebound, language])
  if (error) return <CannotOpen error={error} onAgain={() => setTurn((number) => number + 1)} />
  if (!rebound) return null
  return (
    <ReboundProvider value={rebound}>
      <Shell />
    </ReboundProvider>
  )
}

function openHere(language: string): Promise<Rebound> {
  const { server } = settings.now
  return open(server ? { server, language } : { language })
}
