// `gopls-guardian lsp` with a relay that behaves as the first argument says.
import { once } from 'node:events'
import { type RelayModule, serveLanguage } from '../../src/cli/serve-language.js'

const noSuchModule: string = './no-such-module.js'

const relays: Readonly<Record<string, () => Promise<RelayModule>>> = {
  missing: () => import(noSuchModule),
  ending: async () => ({ runRelay: async () => ({ kind: 'ended', exitCode: 3 }) }),
  unfit: async () => ({ runRelay: async () => ({ kind: 'unfit', why: 'the configuration is broken' }) }),
  throwing: async () => ({
    runRelay: async () => {
      process.stdin.resume().pause()
      throw new Error('a bug\nand more')
    },
  }),
  'throwing late': async () => ({
    runRelay: async () => {
      await once(process.stdin, 'data')
      throw new Error('a late bug')
    },
  }),
}

const [behaviour = '', ...args] = process.argv.slice(2)
process.exitCode = await serveLanguage(args, relays[behaviour])
