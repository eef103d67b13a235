import { render } from 'preact'

import { Speaking, useWords } from './language/language.tsx'
import { applySettings } from './settings/settings.ts'
import { App } from './shell/App.tsx'
import { arrivalOf } from './shell/arrival.ts'
import { keepApp } from './shell/update.ts'
import './styles/tokens.css'
import './styles/base.css'

let say: ReturnType<typeof useWords>['say'] | undefined

function Page() {
  say = useWords().say
  return <App />
}

const arrival = arrivalOf(location)
if (arrival) history.replaceState(null, '', arrival)
applySettings(document.documentElement)
const root = document.getElementById('app')
if (root) {
  render(
    <Speaking>
      <Page />
    </Speaking>,
    root,
  )
}
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  const texts = () => ({ text: say?.('shell.newer.text') ?? '', action: say?.('shell.newer.take') ?? '' })
  void keepApp(navigator.serviceWorker, texts).catch(() => undefined)
}
