import { areaY, axisX, axisY, dot, lineY, plot, rectY, ruleY, text } from '@observablehq/plot'

import type { Drawing } from './drawing.ts'

const HEIGHT = 210
/** What a date takes, in pixels. */
const LABEL = 72

/** Draws with the classes of `charts.css`, so that both themes and more contrast are the page's. */
export function draw(drawing: Drawing, width: number): SVGElement | HTMLElement {
  const drawn = drawing.kind === 'domain' ? domainChart(drawing, width) : hoursChart(drawing, width)
  // The page lets no style in but its own, and its own has all of it.
  drawn.querySelector('style')?.remove()
  // What it says stands in the label around it and in the table below it.
  drawn.setAttribute('aria-hidden', 'true')
  return drawn
}

function domainChart({ points, line, from, to, dayText, valueText, lineText }: Extract<Drawing, { kind: 'domain' }>, width: number) {
  const last = points.at(-1)
  const at = ({ day }: { day: string }): Date => new Date(`${day}T12:00:00Z`)
  const ticks = spread(points.map(at), width)
  return plot({
    width, height: HEIGHT, marginLeft: 34, marginRight: 40, marginTop: 28,
    x: { type: 'utc' },
    y: { domain: [from, to] },
    marks: [
      areaY(points, { x: at, y1: 'low', y2: 'high', className: 'chart-band' }),
      points.length === 1 && last ? rectY([last], { x1: () => new Date(at(last).getTime() - 6e6), x2: () => new Date(at(last).getTime() + 6e6), y1: 'low', y2: 'high', className: 'chart-band' }) : null,
      ruleY([line], { className: 'chart-line', strokeDasharray: '5 4' }),
      text([line], { y: (value: number) => value, text: () => lineText, frameAnchor: 'left', textAnchor: 'start', dy: -8, dx: 4, className: 'chart-text' }),
      lineY(points, { x: at, y: 'mean', className: 'chart-mean', strokeWidth: 2.5 }),
      dot(points, { x: at, y: 'mean', r: 3.5, className: 'chart-dots' }),
      text(last ? [last] : [], { x: at, y: 'mean', text: ({ mean }: { mean: number }) => valueText(mean), textAnchor: 'start', dx: 8, className: 'chart-value' }),
      axisX({ ticks, tickFormat: (day: Date) => dayText(day.toISOString().slice(0, 10)), tickSize: 0, label: null, className: 'chart-axis' }),
      axisY({ ticks: 4, tickSize: 0, label: null, tickFormat: valueText, className: 'chart-axis' }),
    ],
  })
}

function hoursChart({ weeks, dayText, timeText, offText }: Extract<Drawing, { kind: 'hours' }>, width: number) {
  const most = Math.max(60, ...weeks.map(({ done, planned }) => Math.max(done, planned ?? 0)))
  return plot({
    width, height: HEIGHT, marginLeft: 8, marginRight: 8, marginTop: 28,
    x: { type: 'band', padding: 0.45, domain: weeks.map(({ monday }) => monday) },
    y: { domain: [0, most], axis: null },
    marks: [
      rectY(weeks, { x: 'monday', y: 'done', className: 'chart-done', rx: 4 }),
      rectY(weeks.filter(({ planned }) => planned), { x: 'monday', y: 'planned', className: 'chart-planned', rx: 4 }),
      text(weeks, {
        x: 'monday',
        y: ({ done, planned }: { done: number; planned: number | null }) => Math.max(done, planned ?? 0),
        text: ({ done, planned }: { done: number; planned: number | null }) => (done === 0 && !planned ? offText : timeText(done)),
        dy: -9,
        className: 'chart-text',
      }),
      axisX({ tickFormat: dayText, tickSize: 0, label: null, className: 'chart-axis' }),
    ],
  })
}

/** Those of the moments that have room for their date, the last of them first. */
function spread(moments: readonly Date[], width: number): Date[] {
  const [first, last] = [moments[0], moments.at(-1)]
  if (!first || !last) return []
  const room = ((last.getTime() - first.getTime()) * LABEL) / width
  return moments.reduceRight<Date[]>((kept, moment) => (kept[0] && kept[0].getTime() - moment.getTime() < room ? kept : [moment, ...kept]), [])
}
