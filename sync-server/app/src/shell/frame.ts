import { createContext } from 'preact'

/** Where a screen is drawn. */
export const Frame = createContext<{
  /** The app has been opened on it: nobody came from elsewhere, so the focus stays where it is. */
  isFirst: boolean
}>({ isFirst: true })
