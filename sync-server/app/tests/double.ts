import type { FactBody, Rebound, SyncShown } from '@rebound/core'

/** A device that answers what a test gives it and remembers what it was asked to record. Tests alone use it. */
export function doubleOf(answers: Partial<Record<keyof Rebound, unknown>>): Rebound & { recorded: FactBody[]; tell: () => void; asked: string[] } {
  const listeners = new Set<() => void>()
  const recorded: FactBody[] = []
  const asked: string[] = []
  const status: SyncShown = { state: 'no_account', waiting: 0 }
  const own = {
    recorded,
    asked,
    tell: () => listeners.forEach((listener) => listener()),
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    sync: { status, subscribe: () => () => undefined, start: () => undefined, stop: () => undefined },
    speak: () => undefined,
    check: () => Promise.resolve(),
    record: (body: FactBody) => {
      recorded.push(body)
      return Promise.resolve(`fact-${recorded.length}`)
    },
  }
  return new Proxy(own, {
    get(target, name: string) {
      if (name in answers) {
        const answer = answers[name as keyof Rebound]
        return (...given: unknown[]) => {
          asked.push(name)
          return typeof answer === 'function' ? (answer as (...all: unknown[]) => unknown)(...given) : Promise.resolve(answer)
        }
      }
      return target[name as keyof typeof target]
    },
  }) as unknown as ReturnType<typeof doubleOf>
}
