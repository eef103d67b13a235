/** Where the ten digits of a script begin: Arabic, Persian, Devanagari, full width. */
const ZEROS = [0x0660, 0x06f0, 0x0966, 0xff10] as const

/** Digits of other scripts as 0 to 9, odd spaces as ordinary ones, marks that cannot be seen left out. */
export function plain(text: string): string {
  return [...text.normalize('NFC')]
    .map((sign) => {
      const code = sign.codePointAt(0) ?? 0
      const zero = ZEROS.find((first) => code >= first && code < first + 10)
      return zero === undefined ? sign : String(code - zero)
    })
    .join('')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]/g, ' ')
    .replace(/\u066b/g, ',')
    .replace(/[\u2018\u2019\u066c]/g, "'")
}

/**
 * A number as people write it: `684`, ` 72,5 `, `72.5 %`, `1 000`, `1.000,50`. `undefined` for anything else.
 *
 * A comma or a point with one or two digits behind it is a decimal sign; with three it groups thousands, for no score
 * has three decimals.
 */
export function readNumber(text: string): number | undefined {
  const bare = plain(text).trim().replace(/\s*%$/, '').replace(/(\d)[ '](?=\d{3}(\D|$))/g, '$1')
  if (/^\d+$/.test(bare)) return Number(bare)
  if (/^\d{1,3}([.,]\d{3})+$/.test(bare)) return Number(bare.replace(/[.,]/g, ''))
  const found = /^(\d{1,3}(?:\.\d{3})+(?=,)|\d{1,3}(?:,\d{3})+(?=\.)|\d+)[.,](\d{1,2})$/.exec(bare)
  return found ? Number(`${(found[1] ?? '').replace(/[.,]/g, '')}.${found[2]}`) : undefined
}
