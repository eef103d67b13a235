/** What this browser keeps beside the facts: settings and drafts. Where it keeps nothing, they hold for one visit. */
const PREFIX = 'rebound.'
const memory = new Map<string, string>()

export function readKept(name: string): unknown {
  try {
    const text = memory.get(name) ?? localStorage.getItem(PREFIX + name)
    return text === null ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

export function keep(name: string, value: unknown): void {
  const text = JSON.stringify(value)
  try {
    localStorage.setItem(PREFIX + name, text)
    memory.delete(name)
  } catch {
    memory.set(name, text)
  }
}

export function forget(name: string): void {
  memory.delete(name)
  try {
    localStorage.removeItem(PREFIX + name)
  } catch {
    // Nothing was kept there.
  }
}
