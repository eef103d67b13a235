// A page with nothing but the core: tests do the rest by hand.
import { open, openAccount } from '../../ts/index'

Object.assign(globalThis, { core: { open, openAccount } })
