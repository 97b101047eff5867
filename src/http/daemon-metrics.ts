import { Gauge, type Registry, type RegistryContentType } from 'prom-client'
import { type DaemonSnapshot, troubleCodes } from '../supervisor/snapshot.js'

type Shown = Pick<DaemonSnapshot, 'memoryLimitBytes' | 'troubles'>

/** Makes the gauges of what concerns no single instance; the returned function sets them. */
export function createDaemonMetrics(registry: Registry<RegistryContentType>): (snapshot: Shown) => void {
  const registers = [registry]
  const memoryLimit = new Gauge({
    name: 'gopls_guardian_memory_limit_bytes',
    help: 'Resident memory above which a gopls is recycled.',
    registers,
  })
  const trouble = new Gauge({
    name: 'gopls_guardian_trouble',
    help: '1 for what is wrong with guardian itself, 0 for the rest.',
    labelNames: ['code'],
    registers,
  })
  return ({ memoryLimitBytes, troubles }) => {
    memoryLimit.set(memoryLimitBytes)
    for (const code of troubleCodes) trouble.set({ code }, Number(troubles.some(each => each.code === code)))
  }
}
