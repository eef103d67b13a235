// What an app in TypeScript does with the core's JSON: it writes a fact, and reads an answer.

import type { Block, Derivation, Fact, Page, Said, Stamp } from "./rebound"

export function failed(id: string, at: Stamp): Fact {
  const report = { overall: 684, domains: [{ domain: "4", evidence: { percent: 55 } }] }
  const attempt = { exam: "SY0-701", sat_on: "2026-03-01", zone: "America/Chicago" }
  return { id, at, body: { attempt: { ...attempt, outcome: "fail", report } } }
}

/** The first block of the plan, in words. */
export function firstBlock(answer: Derivation): string {
  const day = answer.coaching?.plan.days.find((day) => day.blocks.length > 0)
  const block: Block | undefined = day?.blocks[0]
  if (day === undefined || block === undefined) return "nothing is planned"
  const subject = block.domain === null ? "" : ` of domain ${block.domain}`
  return `${day.date}: ${block.minutes} minutes ${block.kind}${subject}`
}

/** When the exam may be sat again, or what has to happen first. */
export function again(answer: Derivation): Said {
  const verdict = answer.coaching?.eligibility.verdict
  if (verdict === undefined || verdict === "unknown") return "nobody can say"
  if ("open" in verdict) return verdict.open.safe
  return "blocked" in verdict ? verdict.blocked.until : verdict.empty.why
}

/** What to do next, in words. */
export function next(page: Page): Said[] {
  const parts = page.sections.find((section) => section.kind === "next")?.parts ?? []
  return parts.flatMap((part) => ("sentence" in part ? [part.sentence.said] : "point" in part ? [part.point.said] : []))
}
