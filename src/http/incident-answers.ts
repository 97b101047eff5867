import type { FastifyReply } from 'fastify'
import { incidentFiles } from '../supervisor/incidents/incident.js'
import { readIncidentFile } from '../supervisor/incidents/incident-folder.js'
import { listFiles, listIncidents, readIncident } from '../supervisor/incidents/incident-list.js'
import { sendProblem } from './problem.js'

export async function sendIncidents(reply: FastifyReply, folder: string): Promise<FastifyReply> {
  return reply.send({ incidents: await listIncidents(folder) })
}

export async function sendIncident(reply: FastifyReply, folder: string, id: string): Promise<FastifyReply> {
  const [incident, files] = await Promise.all([readIncident(folder, id), listFiles(folder, id)])
  if (!incident && files.length === 0) return sendProblem(reply, 'unknown-incident')
  return reply.send({ id, ...incident, files })
}

/** Only names of a closed list are ever looked for: no request leads out of the folder. */
export async function sendIncidentFile(
  reply: FastifyReply,
  folder: string,
  id: string,
  name: string,
): Promise<FastifyReply> {
  const file = incidentFiles.find(each => each === name)
  const content = file && (await readIncidentFile(folder, id, file))
  if (file === undefined || content === undefined) return sendProblem(reply, 'unknown-incident')
  const type = file.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8'
  return reply.type(type).send(content)
}
