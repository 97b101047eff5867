import { Counter, Gauge, type Registry, type RegistryContentType } from 'prom-client'
import type { Phase } from '../core/instance-state.js'
import { verdicts } from '../core/verdict.js'
import type { InstanceSnapshot } from '../supervisor/snapshot.js'

/** Makes the gauges of the instances; the returned function sets them all, so that a vanished instance vanishes. */
export function createInstanceMetrics(
  registry: Registry<RegistryContentType>,
): (instances: readonly InstanceSnapshot[]) => void {
  const gauge = <Label extends string>(name: string, help: string, ...labels: readonly Label[]) =>
    new Gauge({
      name: `gopls_guardian_instance_${name}`,
      help,
      labelNames: ['instance', ...labels],
      registers: [registry],
    })
  const state = gauge('state', '1 for the state that the instance is in, 0 for the others.', 'state')
  const verdict = gauge('verdict', '1 for what guardian makes of the instance, 0 for the rest.', 'verdict')
  const residentMemory = gauge('resident_memory_bytes', 'Resident memory of the process group.')
  const startTime = gauge('start_time_seconds', 'Start of the process since the Unix epoch.')
  const sessions = gauge('sessions', 'Editors connected.')
  const sessionVerdicts = gauge(
    'session_verdicts',
    'Editors connected, by what guardian makes of their sessions.',
    'verdict',
  )
  const cpu = new Counter({
    name: 'gopls_guardian_instance_cpu_seconds_total',
    help: 'User and system CPU time of the process group.',
    labelNames: ['instance'],
    registers: [registry],
  })
  return instances => {
    for (const metric of [state, verdict, residentMemory, startTime, sessions, sessionVerdicts, cpu])
      metric.reset()
    for (const each of instances) {
      const instance = each.id
      for (const name of states) state.set({ instance, state: name }, Number(name === each.state))
      for (const name of verdicts) {
        verdict.set({ instance, verdict: name }, Number(name === each.verdict))
        const alike = each.sessionList.filter(session => session.verdict === name)
        sessionVerdicts.set({ instance, verdict: name }, alike.length)
      }
      sessions.set({ instance }, each.sessions)
      if (each.residentBytes !== null) residentMemory.set({ instance }, each.residentBytes)
      if (each.startedAtWallMs !== null) startTime.set({ instance }, each.startedAtWallMs / 1000)
      if (each.cpuSeconds !== null) cpu.inc({ instance }, each.cpuSeconds)
    }
  }
}

const states = [
  'starting',
  'ready',
  'stopping',
  'backoff',
  'failed',
  'stopped',
] as const satisfies readonly Phase['kind'][]
