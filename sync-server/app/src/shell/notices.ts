import { valueOf } from '../core/value.ts'

/** Something that a person ought to know, below the title and never over content. */
export type Notice = {
  /** What it is about: a later one about the same takes its place. */
  about: 'store' | 'storage' | 'app' | 'clock' | 'plan'
  text: string
  action?: { label: string; run: () => void }
}

const ORDER: readonly Notice['about'][] = ['store', 'storage', 'app', 'clock', 'plan']

/** All that there is to know; one is shown at a time. */
export const notices = valueOf<readonly Notice[]>([])

export function notify(notice: Notice): void {
  const others = notices.now.filter(({ about }) => about !== notice.about)
  notices.set([...others, notice].sort((a, b) => ORDER.indexOf(a.about) - ORDER.indexOf(b.about)))
}

export function dismiss(about: Notice['about']): void {
  notices.set(notices.now.filter((notice) => notice.about !== about))
}
