import type { EvidenceKind, ExamSheet } from '@rebound/core'

/** An exam as the catalogue has it, with what its vendor's report prints. */
export function sheetOf(evidence: EvidenceKind[], more: Partial<ExamSheet['exam']> = {}, form: Partial<NonNullable<ExamSheet['report_form']>> = {}): ExamSheet {
  const provenance = { confidence: 'high', as_of: '2026', sources: [] } as const
  const names = ['General Concepts', 'Threats', 'Operations']
  return {
    entry: { code: 'SY0-701', title: 'Security+', vendor: 'CompTIA', status: 'current', last_day: null, first_to_end: null, successor: null, origin: 'catalogue' },
    exam: {
      vendor: 'CompTIA', code: 'SY0-701', title: 'Security+', status: 'current',
      scale: { kind: 'scaled', min: 100, max: 900 }, pass_mark: 750, pass_share: null, items: { min: null, max: 90, scored: null },
      minutes: 90, navigation: 'free', hands_on: 'some', weights: 'exact', report_form: 'comptia', policy: 'comptia.all', notes: [], origin: 'catalogue',
      domains: names.map((name, at) => ({ id: String(at + 1), name, weight: { min: 30, max: 30 }, objectives: [] })),
      provenance: { ...provenance, sources: [] },
      ...more,
    },
    report_form: {
      key: 'form', overall: '', per_domain: '', detail: null, type_in: '', evidence, levels: [], prints_retake_date: false, caveat: 'It says little.', file: '', checked_on: '2026-11-24',
      provenance: { ...provenance, sources: [] },
      ...form,
    },
    is_chosen: true,
  }
}
