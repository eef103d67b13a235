/** What this device is called until somebody says otherwise: what its browser tells of it. */
export function deviceName(): string {
  const { userAgent } = navigator
  const known = ['iPhone', 'iPad', 'Android', 'Windows', 'Macintosh', 'CrOS', 'Linux'].find((word) => userAgent.includes(word))
  return known === 'Macintosh' ? 'Mac' : known === 'CrOS' ? 'Chromebook' : (known ?? 'Browser')
}
