import { dismiss, notify } from './notices.ts'

type Texts = { text: string; action: string }

/**
 * Keeps the app on this device. A newer version waits until the person takes it or all tabs are closed; a tab that did
 * not ask goes on as it is and starts again when it is next out of sight, with every draft kept.
 */
export async function keepApp(container: ServiceWorkerContainer, texts: () => Texts): Promise<void> {
  const registration = await container.register(new URL('service-worker.js', document.baseURI))
  const isNew = container.controller === null
  let isAsked = false
  const offer = (waiting: ServiceWorker): void => {
    const { text, action } = texts()
    notify({
      about: 'app',
      text,
      action: {
        label: action,
        run: () => {
          isAsked = true
          dismiss('app')
          waiting.postMessage('take over')
        },
      },
    })
  }
  const watch = (installing: ServiceWorker | null): void => {
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && container.controller) offer(installing)
    })
  }
  if (registration.waiting && container.controller) offer(registration.waiting)
  watch(registration.installing)
  registration.addEventListener('updatefound', () => watch(registration.installing))
  container.addEventListener('controllerchange', () => {
    if (isNew && !isAsked) return
    if (isAsked || document.hidden) location.reload()
    else document.addEventListener('visibilitychange', () => document.hidden && location.reload())
  })
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && navigator.onLine) void registration.update().catch(() => undefined)
  })
}
