import t from 'tap'
import { describeLogLine } from '../../src/cli/log-line.js'
import { coloured, plain } from '../../src/cli/paint.js'

/** Local, as people read it. */
const time = new Date(2026, 10, 22, 9, 5, 7, 40).toISOString()
const line = (fields: object): string => JSON.stringify({ level: 30, time, daemonPid: 7, ...fields })

const rows: readonly (readonly [string, string, string])[] = [
  [
    'an event is told in the words of the daemon',
    line({ level: 40, event: 'instance.ended', seq: 9, instance: '1', generation: 3, end: 'SIGKILL' }),
    '2026-11-22 09:05:07.040 warn  gopls 1: generation 3 ended: SIGKILL',
  ],
  [
    'one without words is told by its name and fields',
    line({ event: 'observer.slept', seq: 9, sleptMs: 12, by: { name: 'x' } }),
    '2026-11-22 09:05:07.040 info  observer.slept sleptMs=12 by={"name":"x"}',
  ],
  [
    'so is one of a later version',
    line({ event: 'new.kind', a: 1 }),
    '2026-11-22 09:05:07.040 info  new.kind a=1',
  ],
  ['a message is told', line({ msg: 'hello', reqId: 'r' }), '2026-11-22 09:05:07.040 info  hello reqId="r"'],
  [
    'an error comes with its stack',
    line({
      level: 60,
      event: 'daemon.failed',
      err: { type: 'Error', message: 'no', stack: 'Error: no\n at x' },
    }),
    '2026-11-22 09:05:07.040 fatal daemon.failed\n    Error: no\n     at x',
  ],
  [
    'what a terminal would obey is taken out',
    line({ event: 'session.told-error', message: 'a\u001b[2J\r\nb' }),
    '2026-11-22 09:05:07.040 info  told its editor of an error: a [2J b',
  ],
  ['of a line of others too', 'a\u001b[2J\u009bb', 'a [2J b'],
  ['a time that is none stays', '{"level":30,"time":"soon","event":"x"}', 'soon info  x'],
  ...['', 'plain text', '{"half":', '[1]', 'null', '{"a":1}'].map(
    raw => [`no line of ours stays as it is: ${raw}`, raw, raw] as const,
  ),
]
for (const [name, raw, expected] of rows)
  t.test(name, async t => t.equal(describeLogLine(raw, plain), expected))

t.test('on a terminal trouble is coloured', async t => {
  t.match(describeLogLine(line({ level: 50, event: 'x' }), coloured), '\u001b[31m')
  t.notMatch(describeLogLine(line({ event: 'x' }), coloured), '\u001b')
})
