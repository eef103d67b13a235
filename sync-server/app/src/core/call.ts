import type { Rebound } from '@rebound/core'
import { ReboundError } from '@rebound/core'
import { useEffect, useState } from 'preact/hooks'

import { useRebound } from './rebound.tsx'

type Asked = {
  [Name in keyof Rebound]: Rebound[Name] extends (...given: never[]) => Promise<unknown> ? Name : never
}[keyof Rebound]
type Given<Name extends Asked> = Rebound[Name] extends (...given: infer All) => unknown ? All : never
type Known<Name extends Asked> = Rebound[Name] extends (...given: never[]) => Promise<infer Told> ? Told : never
type Maybe<All extends unknown[]> = { [At in keyof All]: All[At] | undefined }

/** How a call stands. */
export type Call<T> = {
  /** The last answer, also while a newer one is on its way. */
  value: T | undefined
  /** Why there is no newer answer. */
  error: ReboundError | undefined
  /** Nothing came for 300 ms, and nothing is known from before. */
  isSlow: boolean
  /** Asks again. */
  again(): void
}

const SLOW_MS = 300
const answers = new WeakMap<Rebound, Map<string, unknown>>()

/**
 * Asks the core one thing, and again whenever something has changed that can be shown. As long as an argument is
 * `undefined`, nothing is asked.
 */
export function useCall<Name extends Asked>(name: Name, ...given: Maybe<Given<Name>>): Call<Known<Name>> {
  const rebound = useRebound()
  const last = lastAnswers(rebound)
  const isAsked = !given.includes(undefined)
  const key = JSON.stringify([name, ...given])
  const [, draw] = useState({})
  const [state, setState] = useState<{ key: string; error?: ReboundError; isSlow: boolean }>({ key, isSlow: false })
  const [turn, setTurn] = useState(0)

  useEffect(() => {
    if (!isAsked) return undefined
    let isShown = true
    let isAsking = false
    let isStale = false
    const timer = setTimeout(() => {
      if (isShown && !last.has(key)) setState({ key, isSlow: true })
    }, SLOW_MS)
    const ask = async (): Promise<void> => {
      if (isAsking) {
        isStale = true
        return
      }
      isAsking = true
      do {
        isStale = false
        try {
          const call = rebound[name] as (...all: unknown[]) => Promise<unknown>
          const answer = await call.apply(rebound, given)
          last.set(key, answer)
          if (isShown) setState({ key, isSlow: false })
        } catch (error) {
          if (isShown) setState({ key, error: asReboundError(error), isSlow: false })
        }
      } while (isStale && isShown)
      isAsking = false
      if (isShown) draw({})
    }
    void ask()
    const end = rebound.subscribe(() => void ask())
    return () => {
      isShown = false
      clearTimeout(timer)
      end()
    }
  }, [rebound, key, isAsked, turn])

  const current = state.key === key ? state : { isSlow: false, error: undefined }
  return {
    value: last.get(key) as Known<Name> | undefined,
    error: current.error,
    isSlow: current.isSlow,
    again: () => setTurn((number) => number + 1),
  }
}

function lastAnswers(rebound: Rebound): Map<string, unknown> {
  const known = answers.get(rebound) ?? new Map<string, unknown>()
  answers.set(rebound, known)
  return known
}

/** Whatever was thrown, as the one error that screens know. */
export function asReboundError(error: unknown): ReboundError {
  if (error instanceof ReboundError) return error
  return new ReboundError({ code: 'bug', reason: error instanceof Error ? error.message : String(error) })
}
