/** A rule's sentence, and where it is written: the core says both in one, the source last. */
export function ruleAndSource(reason: string): { rule: string; source: string | undefined } {
  const at = reason.lastIndexOf(' Source: ')
  return at < 0 ? { rule: reason, source: undefined } : { rule: reason.slice(0, at), source: reason.slice(at + 1) }
}
