import { spawnSync } from 'node:child_process'
import t from 'tap'
import { eventually } from '../host/eventually.js'
import { findRealGopls } from '../real/real-gopls.js'
import { fillIn, readAlerts, readDashboard } from './monitoring-files.js'
import { findMissing, readSeries } from './series.js'
import { startPrometheus } from './start-prometheus.js'
import { readMetrics, startScene } from './start-scene.js'

const { skip: noGopls, binary } = await findRealGopls()
const noPrometheus = spawnSync('prometheus', ['--version']).error ? 'Prometheus is not installed' : false
const seconds = Number(process.env['SCRAPE_SECONDS'] ?? 5)
const questions = readDashboard().panels.flatMap(({ title, targets }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr: fillIn(expr), legendFormat })),
)

t.test('what rules and dashboard ask for, a real daemon exports', { skip: noGopls }, async t => {
  const url = await startScene(t, binary?.path ?? '')
  const target = { job: 'gopls-guardian', instance: url.host }
  const series = [...readSeries(await readMetrics(url), target), { name: 'up', labels: target }]
  for (const [name, rule] of readAlerts()) t.strictSame(findMissing(rule, series), [], name)
  for (const { title, expr, legendFormat } of questions)
    t.strictSame(findMissing(`${expr} ${legendFormat}`, series), [], title)

  t.test('and a real Prometheus takes all of it', { skip: noPrometheus }, async t => {
    const prometheus = await startPrometheus(t, url.host)
    const isLong = async () => Number((await prometheus.query('count_over_time(up[1h])'))[0]?.value[1])
    await eventually(async () => (await isLong()) >= seconds || undefined, (seconds + 30) * 1_000)

    t.match(await prometheus.ask('/api/v1/targets'), {
      activeTargets: [{ health: 'up', lastError: '' }],
      droppedTargets: [],
    })
    t.match(await prometheus.query('min_over_time(up[1h])'), [{ value: [Number, '1'] }])
    const dropped = await prometheus.query(
      'max_over_time((scrape_samples_scraped - scrape_samples_post_metric_relabeling)[1h:1s])',
    )
    t.match(dropped, [{ value: [Number, '0'] }])
    t.strictSame(findLosses(await prometheus.ownMetrics()), [])
    t.equal(prometheus.warnings(), '')

    const { groups } = await prometheus.ask<Rules>('/api/v1/rules')
    const rules = groups.flatMap(group => group.rules)
    const wanted = [...readAlerts().keys()].map(name => ({ name, health: 'ok', state: 'inactive' }))
    t.strictSame(
      rules.map(({ name, health, state }) => ({ name, health, state })),
      wanted,
    )

    const kept = new Set(await prometheus.ask<string[]>('/api/v1/label/__name__/values'))
    t.strictSame(
      series.filter(({ name }) => !kept.has(name)),
      [],
      'every series is there',
    )
    for (const { title, expr } of questions) t.ok((await prometheus.query(expr)).length > 0, title)
  })
})

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly name: string; readonly health: string; readonly state: string }[]
  }[]
}

/** What Prometheus counts of what it could not take or evaluate. */
function findLosses(ownMetrics: string): readonly string[] {
  const counted =
    /^prometheus_(?:target_scrapes_(?:sample|exceeded)\w*|target_scrape_pools_failed_total|rule_evaluation_failures_total|tsdb_out_of_\w+)/
  return ownMetrics.split('\n').filter(line => counted.test(line) && !line.endsWith(' 0'))
}
