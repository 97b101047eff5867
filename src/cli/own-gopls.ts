import { homedir } from 'node:os'
import type { Duplex } from 'node:stream'
import type { InstanceRef, RelaySide, Supervision } from '../control/supervision.js'
import type { PipedSupervision } from '../relay/piped-supervision.js'
import type { Locations } from './locations.js'
import { readPackageVersion } from './package-version.js'

/**
 * What a relay does that has no daemon: it supervises a gopls itself, with the daemon's own code, or where it may not
 * use sockets holds one at two pipes. All of that is loaded only then.
 */
export class OwnGopls {
  readonly #locations: Locations
  #piped: PipedSupervision | undefined

  constructor(locations: Locations) {
    this.#locations = locations
  }

  /** Why this cannot be, in one line; undefined when it can. */
  async findObstacle(): Promise<string | undefined> {
    const { loadConfiguration } = await import('../config/load.js')
    const { describeProblem } = await import('../config/describe-problem.js')
    const { env: environment } = process
    const file = this.#locations.paths.configFile
    const loaded = await loadConfiguration({ file, environment, flags: {} })
    if (loaded.ok) return undefined
    const [problem] = loaded.problems
    return problem ? describeProblem(problem) : `${file} is not a configuration`
  }

  /** Rejects with an error whose message is for the person at the editor. */
  async open(relay: RelaySide): Promise<Supervision> {
    const { areSocketsUsable } = await import('../host/sockets-usable.js')
    const { prepareFolders } = await import('../supervisor/prepare-folders.js')
    const refusal = await prepareFolders(this.#locations)
    const isUsable = refusal === undefined && (await areSocketsUsable(this.#locations.socketFolder))
    return isUsable ? this.#supervise(relay) : this.#holdPiped()
  }

  /** The pipes to a leased gopls, for one that is held at pipes. */
  openPipes(lease: InstanceRef): Duplex | undefined {
    return lease.instance === 'piped' ? this.#piped?.open(lease) : undefined
  }

  async #supervise(relay: RelaySide): Promise<Supervision> {
    const { openOwnSupervision } = await import('../supervisor/own-supervision.js')
    const { describeEvent } = await import('./narrate.js')
    const { platform, env: environment } = process
    const result = await openOwnSupervision({
      ...this.#locations,
      homeFolder: homedir(),
      platform,
      environment,
      relay,
      version: readPackageVersion(),
      onEvent: event => {
        const line = describeEvent(event)
        if (line !== undefined) process.stderr.write(`gopls-guardian: ${line}\n`)
      },
    })
    if (!result.ok) throw new Error(result.detail)
    return result.supervision
  }

  async #holdPiped(): Promise<Supervision> {
    const { findGopls } = await import('../gopls/find.js')
    const { explainMissing } = await import('../gopls/explain-missing.js')
    const { PipedSupervision } = await import('../relay/piped-supervision.js')
    const { defaultSettings } = await import('../config/settings.js')
    const { systemClock } = await import('../host/clock.js')
    const { toolsFolder, binFolder } = this.#locations.paths
    const places = { environment: process.env, homeFolder: homedir(), toolsFolder, binFolder }
    const found = await findGopls(places)
    if (!found.ok) throw new Error(explainMissing(found, process.platform))
    const { restart, hang } = defaultSettings
    this.#piped = new PipedSupervision({
      goplsPath: found.binary.path,
      terms: { clientReplyTimeoutMs: hang.clientReplyTimeoutMs, doubtAfterMs: hang.floorMs / 2 },
      restart,
      nowMs: () => systemClock.monotonicMs(),
    })
    process.stderr.write(
      'gopls-guardian: sockets cannot be used here; gopls runs on pipes, and hangs are not healed\n',
    )
    return this.#piped
  }
}
