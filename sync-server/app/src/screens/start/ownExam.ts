import { readNumber } from '../../language/number.ts'

export type OwnDomain = { name: string; weight: string }

/** An exam that the catalogue does not have, as far as it is filled in. */
export type OwnDraft = { code: string; title: string; vendor: string; min: string; max: string; mark: string; domains: OwnDomain[] }

export function emptyOwn(code: string): OwnDraft {
  return { code: codeOf(code), title: '', vendor: '', min: '', max: '', mark: '', domains: [{ name: '', weight: '' }, { name: '', weight: '' }] }
}

/** The nearest text that can be an exam's code. */
export function codeOf(text: string): string {
  return text.toUpperCase().replace(/[\s_.]+/g, '-').replace(/[^A-Z0-9-]/g, '').replace(/^-+|-+$/g, '').slice(0, 32)
}

export type OwnProblem = 'needed' | 'no_number' | 'off_scale' | 'scale' | 'weights' | 'some_weights'

/** What is not as it can be, by field: `code`, `title`, `max`, `mark`, `domains`, or `weight.2`. */
export function problemsOfOwn(draft: OwnDraft): Partial<Record<string, OwnProblem>> {
  const problems: Partial<Record<string, OwnProblem>> = {}
  if (codeOf(draft.code) === '') problems.code = 'needed'
  if (draft.title.trim() === '') problems.title = 'needed'
  const [min, max, mark] = [draft.min, draft.max, draft.mark].map(readNumber)
  for (const name of ['min', 'max', 'mark'] as const) {
    if (draft[name].trim() !== '' && readNumber(draft[name]) === undefined) problems[name] = 'no_number'
  }
  if (!problems.min && !problems.max) {
    if ((min === undefined) !== (max === undefined) || (min !== undefined && max !== undefined && min >= max)) problems.max = 'scale'
    else if (mark !== undefined && (max === undefined || min === undefined || mark < min || mark > max)) problems.mark = 'off_scale'
  }
  const named = namedDomains(draft)
  if (named.length === 0) problems.domains = 'needed'
  named.forEach(({ weight, at }) => {
    const value = readNumber(weight)
    if (weight.trim() !== '' && (value === undefined || value > 100)) problems[`weight.${at}`] = 'no_number'
  })
  const weights = named.map(({ weight }) => readNumber(weight)).filter((weight) => weight !== undefined)
  if (weights.length > 0 && weights.length < named.length) problems.domains ??= 'some_weights'
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (weights.length > 0 && weights.length === named.length && (sum < 90 || sum > 110)) problems.domains ??= 'weights'
  return problems
}

/** The sum of all weights, in per cent. */
export function sumOf(draft: OwnDraft): number {
  return namedDomains(draft).reduce((sum, { weight }) => sum + (readNumber(weight) ?? 0), 0)
}

function namedDomains(draft: OwnDraft): (OwnDomain & { at: number })[] {
  return draft.domains.map((domain, at) => ({ ...domain, at })).filter(({ name }) => name.trim() !== '')
}

/** The exam as one entry of a catalogue, which is how the core takes it. */
export function blueprintOf(draft: OwnDraft, vendorUnknown: string): string {
  const [min, max, mark] = [draft.min, draft.max, draft.mark].map(readNumber)
  const domains = namedDomains(draft)
  const weights = domains.map(({ weight }) => readNumber(weight))
  return JSON.stringify({
    vendor: draft.vendor.trim() || vendorUnknown,
    code: codeOf(draft.code),
    title: draft.title.trim(),
    ...(min !== undefined && max !== undefined && { scale: { kind: max === 100 && min === 0 ? 'percent' : 'scaled', min, max } }),
    ...(mark !== undefined && { pass_mark: { score: mark } }),
    domains: domains.map(({ name }, at) => ({ id: String(at + 1), name: name.trim(), ...(weights[at] !== undefined && { weight: weights[at] }) })),
  })
}
