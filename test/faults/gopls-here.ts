import { findRealGopls } from '../real/real-gopls.js'

const { skip, binary } = await findRealGopls()

/** For a row's `skip`. */
export const noGopls = skip
/** The real one; empty where there is none. */
export const gopls = binary?.path ?? ''
