import type { ComponentType } from 'preact'

export type Tab = 'today' | 'plan' | 'exam' | 'progress' | 'you'
export type Parameters = Record<string, string | undefined>

export type Route = {
  path: string
  /** The file of the screen below `screens`, which it is the default export of. */
  file: string
  tab: Tab
  /** It covers the tabs, and leads back to where it began. */
  isTask?: true
  /** It is about the chosen exam: without one, it leads to the start. */
  needsExam?: true
  load: () => Promise<{ default: ComponentType<Parameters> }>
}

/** Where a person without an exam begins. */
export const START = '/welcome'

/** One line for each screen. A path's parameters are the screen's properties; its parts lie in a folder of their own. */
const TABLE: readonly Omit<Route, 'load'>[] = [
  { path: '/welcome', file: 'start/Welcome', tab: 'exam', isTask: true },
  { path: '/welcome/exam', file: 'start/ChooseExam', tab: 'exam', isTask: true },
  { path: '/welcome/own', file: 'start/OwnExam', tab: 'exam', isTask: true },
  { path: '/report/:exam', file: 'start/Report', tab: 'exam', isTask: true },
  { path: '/report/:exam/:attempt', file: 'start/Report', tab: 'exam', isTask: true },
  { path: '/report/:exam/:attempt/sitting', file: 'start/Remember', tab: 'exam', isTask: true },
  { path: '/evening', file: 'start/FirstEvening', tab: 'today', needsExam: true },

  { path: '/exam', file: 'exam/When', tab: 'exam', needsExam: true },
  { path: '/exam/report', file: 'exam/ReportReading', tab: 'exam', needsExam: true },
  { path: '/exam/why', file: 'exam/Why', tab: 'exam', needsExam: true },
  { path: '/exam/why/statements', file: 'exam/Statements', tab: 'exam', isTask: true, needsExam: true },
  { path: '/exam/sittings', file: 'exam/Sittings', tab: 'exam', needsExam: true },

  { path: '/', file: 'today/Today', tab: 'today', needsExam: true },
  { path: '/running', file: 'today/Running', tab: 'today', isTask: true, needsExam: true },
  { path: '/set', file: 'today/LogSet', tab: 'today', isTask: true, needsExam: true },
  { path: '/mock', file: 'today/MockExam', tab: 'today', isTask: true, needsExam: true },
  { path: '/plan', file: 'plan/Plan', tab: 'plan', needsExam: true },
  { path: '/plan/week', file: 'plan/MyWeek', tab: 'plan' },
  { path: '/progress', file: 'progress/Progress', tab: 'progress', needsExam: true },
  { path: '/logged', file: 'progress/Logged', tab: 'progress' },
  { path: '/fact/:fact', file: 'progress/Fact', tab: 'progress' },
  { path: '/you', file: 'you/You', tab: 'you' },
  { path: '/breathe', file: 'you/Breathe', tab: 'you', isTask: true },
  { path: '/partner', file: 'you/Partner', tab: 'you' },
  { path: '/devices', file: 'you/Devices', tab: 'you' },
  { path: '/join', file: 'you/Join', tab: 'you', isTask: true },
  { path: '/settings', file: 'you/Settings', tab: 'you' },
]

const screens = import.meta.glob<{ default: ComponentType<Parameters> }>('./screens/*/*.tsx')

/** Those of the table whose screen is there, so that nothing leads nowhere. */
export const routes: readonly Route[] = TABLE.flatMap((row) => {
  const load = screens[`./screens/${row.file}.tsx`]
  return load ? [{ ...row, load }] : []
})

/** Whether a screen is there, by the path of its row. */
export function hasRoute(path: string): boolean {
  return routes.some((route) => route.path === path)
}

/** The names of the screens that are there. */
export const screenFiles: readonly string[] = Object.keys(screens)

const HOMES: readonly { tab: Tab; path: string }[] = [
  { tab: 'today', path: '/' },
  { tab: 'plan', path: '/plan' },
  { tab: 'exam', path: '/exam' },
  { tab: 'progress', path: '/progress' },
  { tab: 'you', path: '/you' },
]

/** The tabs, each with the screen that it opens on. */
export const TABS = HOMES.filter(({ path }) => hasRoute(path))
