import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

import type { Drawing } from './drawing.ts'
import './charts.css'

/** A chart with what it says in words. The library that draws it comes when it is needed. */
export function Chart({ drawing, label }: { drawing: Drawing; label: string }): JSX.Element {
  const place = useRef<HTMLDivElement>(null)
  const key = JSON.stringify(drawing)
  useEffect(() => {
    const { current } = place
    if (!current) return undefined
    let isShown = true
    let width = 0
    const fit = async (): Promise<void> => {
      const { clientWidth } = current
      if (clientWidth === 0 || clientWidth === width) return
      width = clientWidth
      const { draw } = await import('./draw.ts')
      if (isShown) current.replaceChildren(draw(drawing, clientWidth))
    }
    const watch = new ResizeObserver(() => void fit())
    watch.observe(current)
    return () => {
      isShown = false
      watch.disconnect()
    }
  }, [key])
  return <div class="chart" role="img" aria-label={label} ref={place} dir="ltr" />
}
