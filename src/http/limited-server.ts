import { createServer, type RequestListener, type Server } from 'node:http'

export interface ServerLimits {
  /** For all headers to come in; and for the whole request. */
  readonly requestTimeoutMs: number
  /** How often node looks for requests over their time. */
  readonly checkIntervalMs: number
  /** Without a byte in either direction. */
  readonly silenceTimeoutMs: number
  readonly keepAliveTimeoutMs: number
  readonly maxConnections: number
}

/**
 * Who writes a request slowly is cut off after 5 to 15 s. The look every 10 s is the one timer of an idle
 * server: node's own 30 s would let a writer stay for 35 s, and 5 s would wake the computer twice as often
 * for something that only a program of this computer can do, and never on more than 256 connections.
 */
export const usualLimits: ServerLimits = {
  requestTimeoutMs: 5_000,
  checkIntervalMs: 10_000,
  silenceTimeoutMs: 10_000,
  keepAliveTimeoutMs: 5_000,
  maxConnections: 256,
}

/** A server that no slow, silent or numerous client can hold on to. */
export function createLimitedServer(listener: RequestListener, limits: ServerLimits): Server {
  const server = createServer(
    {
      headersTimeout: limits.requestTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: limits.checkIntervalMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
    },
    listener,
  )
  server.setTimeout(limits.silenceTimeoutMs)
  server.maxConnections = limits.maxConnections
  return server
}
