import t from 'tap'
import { findMissing, readSeries } from './series.js'

const text = `# HELP up_total x
process_open_fds 3
gopls_guardian_state{instance="1",state="ready"} 1
gopls_guardian_state{instance="1",state="failed"} 0
`
const series = readSeries(text, { job: 'g', instance: 'a:1' })

t.test('a label that the target has too is kept under another name', async t => {
  t.strictSame(series, [
    { name: 'process_open_fds', labels: { job: 'g', instance: 'a:1' } },
    {
      name: 'gopls_guardian_state',
      labels: { exported_instance: '1', state: 'ready', job: 'g', instance: 'a:1' },
    },
    {
      name: 'gopls_guardian_state',
      labels: { exported_instance: '1', state: 'failed', job: 'g', instance: 'a:1' },
    },
  ])
})

const rows: readonly (readonly [string, readonly string[]])[] = [
  ['sum by (state) (gopls_guardian_state{state=~"ready|failed",job="g"}) > process_open_fds', []],
  ['gopls_guardian_state{state!="failed"} {{ $labels.state }} {{instance}}', []],
  ['rate(gopls_guardian_stat[5m])', ['gopls_guardian_stat']],
  ['gopls_guardian_state{state="fialed"}', ['gopls_guardian_state{state="fialed"}']],
  ['gopls_guardian_state{state=~"ready|fialed"}', ['gopls_guardian_state{state=~"fialed"}']],
  ['gopls_guardian_state{state=~"re.+|.+led",instance=~".+"}', []],
  ['gopls_guardian_state{state!="fialed"}', ['gopls_guardian_state{state="fialed"}']],
  ['gopls_guardian_state{state!~"ready|fialed"}', ['gopls_guardian_state{state=~"fialed"}']],
  ['gopls_guardian_state{phase="ready"}', ['gopls_guardian_state{phase="ready"}']],
  ['sum by (slot) (gopls_guardian_state)', ['slot']],
  ['gopls_guardian_state {{slot}}', ['slot']],
  ['vector(1)', ['any metric at all']],
]
t.test('a group in a pattern is refused', async t => {
  t.throws(() => findMissing('gopls_guardian_state{state=~"(re|fial)(ady|ed)"}', series), {
    message: /group/,
  })
})

for (const [expression, missing] of rows)
  t.strictSame(findMissing(expression, series), missing, `of ${expression}`)
