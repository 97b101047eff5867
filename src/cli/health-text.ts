import type { HealthBody } from '../http/health.js'

export interface Overview {
  readonly status: HealthBody['status']
  readonly output?: HealthBody['output']
  readonly instances: readonly { readonly state: string }[]
  /** Editors connected to any instance. */
  readonly editors: number
}

/** How the whole is, in one line: `warn: instance backoff, 1 gopls ready, 1 backoff, 2 editors connected`. */
export function describeOverview({ status, output, instances, editors }: Overview): string {
  const facts = [describeReason(output), ...describeStates(instances), describeEditors(editors)]
  return `${status}: ${facts.filter(fact => fact !== '').join(', ')}`
}

/** The closed codes of `/health` are words joined by hyphens. */
function describeReason(output: Overview['output']): string {
  return output === undefined || output === 'no editor connected' ? '' : output.replaceAll('-', ' ')
}

function describeStates(instances: Overview['instances']): readonly string[] {
  const states = instances.map(({ state }) => state)
  const counts = [...new Set(states)].map(state => ({
    state,
    count: states.filter(each => each === state).length,
  }))
  if (counts.length === 0) return ['no gopls']
  return counts.map(({ state, count }, index) => `${count} ${index === 0 ? 'gopls ' : ''}${state}`)
}

function describeEditors(editors: number): string {
  if (editors === 0) return 'no editor connected'
  return editors === 1 ? '1 editor connected' : `${editors} editors connected`
}
