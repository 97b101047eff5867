import { openEvents } from '../../src/supervisor/open-events.js'

/** Tells of events for ever, and says before each how far it is: `event-writer.ts FILE`. */
const [, , eventsFile = ''] = process.argv
const { log } = openEvents({ paths: { eventsFile }, keptEvents: [], troubles: { set: () => undefined } })

setInterval(() => {
  for (let count = 0; count < 50; count += 1) log.emit('instance.ready', { text: 'x'.repeat(200) })
  process.stdout.write('.')
}, 1)
