import type { ExamCode, Rebound } from '@rebound/core'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

const Engine = createContext<Rebound | undefined>(undefined)
const Chosen = createContext<ExamCode | undefined>(undefined)

export const ReboundProvider = Engine.Provider
export const ExamProvider = Chosen.Provider

/** The engine. Screens are drawn when it is open. */
export function useRebound(): Rebound {
  const rebound = useContext(Engine)
  if (!rebound) throw new Error('a screen is drawn outside of the shell')
  return rebound
}

/** The exam that everything is about; `undefined` until one is chosen. */
export function useExam(): ExamCode | undefined {
  return useContext(Chosen)
}
