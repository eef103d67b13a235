/** The pages that links for other people and other devices name, and the screens that take them. */
const SCREENS = { pair: '/join?code=', follow: '/partner?link=' } as const

/** Where somebody goes who has come by such a link; what stands after its `#` is kept from every server. */
export function arrivalOf({ pathname, hash, href }: Pick<Location, 'pathname' | 'hash' | 'href'>): string | undefined {
  const page = /\/(pair|follow)$/.exec(pathname)?.[1] as keyof typeof SCREENS | undefined
  return page && hash.length > 1 ? `./#${SCREENS[page]}${encodeURIComponent(href)}` : undefined
}
