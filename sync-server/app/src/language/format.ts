import type { CalendarDay, Minutes } from '@rebound/core'

const NO_BREAK = '\u00a0'

/** How a date is written: `Sat 4 April`, `Saturday 4 April`, `4 Apr 2026`, `Sat`. */
export type DayForm = 'short' | 'long' | 'table' | 'weekday' | 'month'

const DAY_FORMS: Record<DayForm, Intl.DateTimeFormatOptions> = {
  short: { weekday: 'short', day: 'numeric', month: 'long' },
  long: { weekday: 'long', day: 'numeric', month: 'long' },
  table: { day: 'numeric', month: 'short', year: 'numeric' },
  weekday: { weekday: 'short' },
  month: { day: 'numeric', month: 'long' },
}

/** Dates, numbers and stretches of time as a language writes them. */
export type Format = {
  day(day: CalendarDay, form?: DayForm): string
  /** Minutes after midnight as a time of day: `07:35`. */
  clock(minute: number): string
  /** A moment's date and time. */
  moment(at: number | string): string
  /** A stretch of time: `25 min`, `8 h 40`. */
  time(minutes: Minutes): string
  number(value: number, digits?: number): string
  /** A share from 0 to 1 as per cent. */
  share(value: number): string
  list(items: readonly string[]): string
}

/** `language` decides the words; the browser's own region, where it speaks the same language, how dates are written. */
export function formatFor(language: string, offered: readonly string[] = []): Format {
  const locale = offered.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? (language === 'en' ? 'en-GB' : language)
  const days = new Map<DayForm, Intl.DateTimeFormat>()
  const dayFormat = (form: DayForm): Intl.DateTimeFormat => {
    const made = days.get(form) ?? new Intl.DateTimeFormat(locale, { ...DAY_FORMS[form], timeZone: 'UTC' })
    days.set(form, made)
    return made
  }
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  const number = (value: number, digits = 2): string =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)
  return {
    day: (day, form = 'short') => dayFormat(form).format(new Date(`${day}T12:00:00Z`)).replace(',', '').replace(/ (?=\p{L}+$)/u, NO_BREAK),
    clock: (minute) => clock.format(new Date(minute * 60_000)),
    moment: (at) => moment.format(new Date(typeof at === 'string' ? at.replace(/\[.*$/, '') : at)),
    time: (minutes) => {
      const hours = Math.floor(minutes / 60)
      const rest = minutes % 60
      if (hours === 0) return `${number(rest)}${NO_BREAK}min`
      return rest === 0 ? `${number(hours)}${NO_BREAK}h` : `${number(hours)}${NO_BREAK}h${NO_BREAK}${String(rest).padStart(2, '0')}`
    },
    number,
    share: (value) => share.format(value),
    list: (items) => list.format(items),
  }
}

/** The calendar day of a moment where the device is. */
export function dayOf(at: Date): CalendarDay {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** Days from one date to another; negative where it lies before. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000)
}
