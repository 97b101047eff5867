import t from 'tap'
import { noEvidence } from '../../../src/core/evidence.js'
import { judge } from '../../../src/core/judge.js'
import { findIncidentFaults, plantedSecret } from './find-incident-faults.js'

const id = '2026-08-01T10-11-12.345Z-deadlock-1'
const policy = {
  hang: { floorMs: 1, ceilingMs: 2, p95Factor: 3, spinFactor: 4, clientReplyTimeoutMs: 5 },
  failures: 3,
  idleConfirms: true,
}
const incident = {
  line: 'gopls is deadlocked',
  evidence: noEvidence,
  policy,
  verdict: judge(noEvidence, policy),
}
const report = '# gopls\n\n**Likely cause:** gopls is deadlocked\n'

const damages: readonly (readonly [string, Readonly<Record<string, string>>, RegExp | undefined])[] = [
  ['one that is in order', {}, undefined],
  ['one of the watchdog', { 'incident.json': '', 'report.md': '', 'ps.txt': 'pid' }, undefined],
  ['a report without a likely cause', { 'report.md': '# gopls\n' }, /likely cause/],
  ['a report alone', { 'incident.json': '' }, /without incident.json/],
  ['another verdict', { 'incident.json': json({ ...incident, verdict: null }) }, /the evidence gives/],
  ['an environment', { 'stderr.txt': plantedSecret.GUARDIAN_TEST_SECRET }, /stderr.txt tells of/],
  ['too much', { 'stderr.txt': 'x'.repeat(2 ** 21) }, /stderr.txt has 2097152 bytes/],
]
for (const [name, damage, fault] of damages)
  t.test(`${name}: ${fault === undefined ? 'no fault' : 'found'}`, async t => {
    const files = { 'incident.json': json(incident), 'report.md': report, ...damage }
    const present = Object.fromEntries(Object.entries(files).filter(([, text]) => text !== ''))
    const home = t.testdir({ logs: { incidents: { [id]: present } } })
    const faults = await findIncidentFaults(home)
    t.match(faults, fault === undefined ? [] : [fault])
    t.equal(faults.length, fault === undefined ? 0 : 1)
  })

function json(value: object): string {
  return JSON.stringify(value)
}
