import { openProcessTable } from '../../src/host/open-process-table.js'
import { type ApplicationRequest, installApplication } from '../../src/launchd/application.js'

/** Installs what its argument says, in a process of its own, and prints what came of it. */
const request = JSON.parse(process.argv[2] ?? '') as Omit<ApplicationRequest, 'table'>
const table = await openProcessTable(process.platform)
console.log(JSON.stringify(await installApplication({ ...request, table })))
