import type { SlotPlace, Today, TodayBlock } from '@rebound/core'

/** What comes first on *Today*. */
export type Lead =
  /** The time of a block is now. */
  | { kind: 'now'; block: TodayBlock; place: SlotPlace | null }
  /** The next one comes later today. */
  | { kind: 'later'; block: TodayBlock }
  /** Everything of today is done or over. */
  | { kind: 'over'; next: TodayBlock | null }
  /** Nothing was planned for today. */
  | { kind: 'free'; next: TodayBlock | null }
  /** The day before the exam. */
  | { kind: 'eve' }
  /** The day of the exam. */
  | { kind: 'exam' }

export function leadOf(today: Today): Lead {
  const { now, next, blocks, eve, date } = today
  if (examDate(today) === date) return { kind: 'exam' }
  if (eve?.date === date) return { kind: 'eve' }
  if (now) return { kind: 'now', block: now, place: now.place }
  if (next?.date === date) return { kind: 'later', block: next }
  return blocks.length > 0 ? { kind: 'over', next } : { kind: 'free', next }
}

/** The date of a booked exam. */
export function examDate({ exam_day }: Pick<Today, 'exam_day'>): string | undefined {
  return 'fixed' in exam_day ? exam_day.fixed.date : undefined
}

/** What of today is still to come, without what leads. */
export function laterToday(today: Today): TodayBlock[] {
  const lead = leadOf(today)
  const first = 'block' in lead ? lead.block : undefined
  const isFirst = (block: TodayBlock): boolean => block.start_minute === first?.start_minute && block.kind === first.kind && block.domain === first.domain
  return today.blocks.filter((block) => (block.state === 'to_come' || block.state === 'begun') && !isFirst(block))
}
