import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const monitoringFolder = fileURLToPath(new URL('../../monitoring/', import.meta.url))

export function readMonitoring(name: string): string {
  return readFileSync(join(monitoringFolder, name), 'utf8')
}

export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly datasource: unknown
  readonly targets: readonly {
    readonly refId: string
    readonly expr: string
    readonly legendFormat: string
    readonly datasource: unknown
  }[]
}

export interface Dashboard {
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: string }[]
  }
  readonly panels: readonly Panel[]
}

export function readDashboard(): Dashboard {
  return JSON.parse(readMonitoring('grafana-dashboard.json')) as Dashboard
}

/** As Grafana asks Prometheus, with everything chosen. */
export function fillIn(expression: string): string {
  return expression.replaceAll('$instance', '.+').replaceAll('$__rate_interval', '1m')
}

/** The rules, each as the text it has in the file, by the name of its alert. */
export function readAlerts(): ReadonlyMap<string, string> {
  const text = readMonitoring('alerts.yml').replaceAll(/^\s*#.*$/gm, '')
  const [, ...rules] = text.split(/^ +- alert: /m)
  return new Map(rules.map(rule => [/^\w+/.exec(rule)?.[0] ?? '', rule]))
}
