import type { ComponentType, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

import { useCall } from '../core/call.ts'
import { ExamProvider } from '../core/rebound.tsx'
import { useValue } from '../core/value.ts'
import { useWords } from '../language/language.tsx'
import { Shown } from '../parts/Shown.tsx'
import { START, type Parameters, type Route } from '../routes.ts'
import { Broken } from './Broken.tsx'
import { Frame } from './frame.ts'
import { Guard } from './Guard.tsx'
import { address, find, go } from './location.ts'
import { NotFound } from './NotFound.tsx'
import './Shell.css'
import { Tabs } from './Tabs.tsx'
import { UndoBar } from './UndoBar.tsx'

type Drawn = { key: string; route: Route | undefined; parameters: Parameters; screen: ComponentType<Parameters> }

/** The screen of the address, with the tabs unless it is a task that covers them. */
export function Shell(): JSX.Element {
  const { say } = useWords()
  const here = useValue(address)
  const [drawn, setDrawn] = useState<Drawn>()
  const count = useRef(0)
  const exam = useCall('chosenExam')

  useEffect(() => {
    let isWanted = true
    const { route, parameters } = find(here)
    const load = route ? route.load().catch(unloaded) : Promise.resolve({ default: NotFound })
    void load.then(({ default: screen }) => {
      if (!isWanted) return
      count.current += 1
      setDrawn({ key: here, route, parameters, screen })
    })
    return () => {
      isWanted = false
    }
  }, [here])

  // Without an exam there is nothing to show but how to get in.
  const isLost = exam.value === null && drawn !== undefined && (!drawn.route || drawn.route.needsExam === true)
  useEffect(() => {
    if (isLost) go(START, true)
  }, [isLost])

  if (!drawn || isLost) return <div class="app" />
  const { key, route, parameters, screen: Found } = drawn
  const hasTabs = route?.isTask !== true
  const screen = (
    <Frame.Provider value={{ isFirst: count.current <= 1 }}>
      <Guard key={key}>
        <Found {...parameters} />
      </Guard>
    </Frame.Provider>
  )
  return (
    <ExamProvider value={exam.value ?? undefined}>
      <div class={hasTabs ? 'app tabbed' : 'app'}>
        <a class="skip-link" href="#main" onClick={skip}>{say('shell.skip')}</a>
        {route?.needsExam ? <Shown of={exam}>{() => screen}</Shown> : screen}
        {hasTabs && <Tabs current={route?.tab} />}
        <UndoBar />
      </div>
    </ExamProvider>
  )
}

/** What is drawn instead of a screen whose file did not come: the page has to be fetched anew. */
function unloaded(fault: unknown): { default: ComponentType<Parameters> } {
  return { default: () => <Broken what={String(fault)} onAgain={() => location.reload()} /> }
}

function skip(event: Event): void {
  event.preventDefault()
  document.getElementById('main')?.focus()
}
