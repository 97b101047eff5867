#!/usr/bin/env node
// @ts-check
/**
 * Stands in for gopls in tests, where the real one cannot be made to do a thing.
 * The mode is the text of the file named by FAKE_GOPLS_MODE_FILE, else FAKE_GOPLS_MODE, else `healthy`:
 *
 *   healthy                  answers gopls/sessions and shutdown; anything else with MethodNotFound
 *   exit-at-once[:CODE]      exits before it listens (1)
 *   never-listen             lives, without a socket
 *   silent                   accepts connections and never answers, without CPU use
 *   garbage                  answers with bytes that are no LSP frame
 *   flood-garbage            sends bytes without end, and without the end of a header
 *   die-after-ready[:MS]     answers one request, then exits 3 after MS (0)
 *   panic[:MS]               the same with a Go panic on stderr and exit 2
 *   hang-after-ready[:N]     answers N requests (1), then none, without CPU use
 *   spin                     answers one request, then only burns CPU
 *   spin-answering           burns CPU, and answers
 *   memory-ramp[:MIB]        answers, and grows by 8 MiB every 20 ms up to MIB (512)
 *   memory-spike[:MIB]       answers, and holds MIB (256) more between its 20th answer and the next question
 *   ignore-term              healthy, but SIGTERM and SIGQUIT do nothing
 *   ignore-term-grandchild   the same, with a child in its group that does likewise and holds stderr
 *   idle-exit[:MS]           healthy, but exits as idle after MS (else after -listen.timeout), connections or not
 *   bad-version              `version` prints something else; healthy otherwise
 */
import { spawn } from 'node:child_process'
import { readFileSync, unlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readMessages, writeMessage } from './lsp-frames.js'

const { mode, parameter } = readMode()
let requestCount = 0
/** @type {Buffer[]} */
const ballast = []
const otherModes = [
  'healthy',
  'silent',
  'garbage',
  'flood-garbage',
  'die-after-ready',
  'panic',
  'hang-after-ready',
  'spin',
  'bad-version',
]

const [command, ...flags] = process.argv.slice(2)
if (command === 'version') printVersion()
else if (command === 'serve') await serve()
else fail(2, `gopls: unknown command ${command}`)

function readMode() {
  const file = process.env['FAKE_GOPLS_MODE_FILE']
  const text = (file ? readFileSync(file, 'utf8') : process.env['FAKE_GOPLS_MODE'])?.trim() || 'healthy'
  const [mode = '', parameter] = text.split(':')
  return { mode, parameter: parameter === undefined ? undefined : Number(parameter) }
}

function printVersion() {
  console.log(mode === 'bad-version' ? 'GNU gopls 1.2' : 'golang.org/x/tools/gopls v0.23.0')
}

async function serve() {
  const path = flag('-listen')?.replace(/^unix;/, '') ?? fail(2, 'gopls: no -listen')
  const idleMs = parseGoDuration(flag('-listen.timeout') ?? '0s')
  switch (mode) {
    case 'exit-at-once':
      return fail(parameter ?? 1, 'gopls: exit-at-once')
    case 'never-listen':
      setInterval(() => {}, 60_000)
      return
    case 'ignore-term':
      ignoreTermination()
      break
    case 'ignore-term-grandchild':
      ignoreTermination()
      await startStubbornChild()
      break
    case 'memory-spike':
      setFlagsFromString('--expose-gc')
      break
    case 'memory-ramp':
      growTo(parameter ?? 512)
      break
    case 'spin-answering':
      burnBetweenAnswers()
      break
    case 'idle-exit':
      setTimeout(() => exitIdle(path), parameter ?? idleMs)
      break
    default:
      if (!otherModes.includes(mode)) return fail(64, `fake gopls: unknown mode ${mode}`)
  }
  listen(path, idleMs)
}

/** @param {string} name */
function flag(name) {
  return flags.find(text => text.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** @param {string} path @param {number} idleMs 0 for no limit */
function listen(path, idleMs) {
  log(`serve.go:152: Gopls LSP daemon: listening on unix network, address ${path}...`)
  /** @type {Set<string>} */
  const sessions = new Set()
  let sessionCount = 0
  /** @type {NodeJS.Timeout | undefined} */
  let idleTimer
  const waitForSessions = () => {
    if (idleMs > 0) idleTimer = setTimeout(() => exitIdle(path), idleMs)
  }

  const server = createServer(socket => {
    clearTimeout(idleTimer)
    const id = String(++sessionCount)
    sessions.add(id)
    log(`lsprpc.go:132: Session ${id}: connected`)
    socket.on('error', () => {})
    socket.on('close', () => {
      sessions.delete(id)
      log(`lsprpc.go:137: Session ${id}: exited`)
      if (sessions.size === 0) waitForSessions()
    })
    speak(socket, id, sessions)
  })
  server.on('error', error => {
    log('serve.go:154: Gopls LSP daemon: exiting')
    const inUse = 'code' in error && error.code === 'EADDRINUSE'
    fail(2, `gopls: listen unix ${path}: bind: ${inUse ? 'address already in use' : error.message}`)
  })
  server.listen(path, waitForSessions)
}

/** @param {import('node:net').Socket} socket @param {string} id @param {ReadonlySet<string>} sessions */
function speak(socket, id, sessions) {
  switch (mode) {
    case 'silent':
      socket.resume()
      return
    case 'garbage':
      socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\nno frame'))
      return
    case 'flood-garbage':
      flood(socket)
      return
  }
  readMessages(socket, ({ id: requestId, method }) => {
    if (requestId === undefined || method === undefined) return
    requestCount += 1
    if (mode === 'memory-spike') spike()
    if (mode === 'hang-after-ready' && requestCount > (parameter ?? 1)) return
    writeMessage(socket, { jsonrpc: '2.0', ...respond(method, id, sessions), id: requestId }, afterAnswer)
  })
}

/** @param {string} method @param {string} currentClientID @param {ReadonlySet<string>} sessions */
function respond(method, currentClientID, sessions) {
  if (method === 'shutdown') return { result: null }
  if (method !== 'gopls/sessions') {
    return { error: { code: -32601, message: `JSON RPC method not found: "${method}"` } }
  }
  const clients = [...sessions].map(sessionID => ({ sessionID, logfile: '', debugAddr: '' }))
  return { result: { logfile: '', debugAddr: '', goplsPath: process.argv[1], currentClientID, clients } }
}

function afterAnswer() {
  switch (mode) {
    case 'die-after-ready':
      setTimeout(() => process.exit(3), parameter ?? 0)
      break
    case 'panic':
      setTimeout(panic, parameter ?? 0)
      break
    case 'spin':
      for (;;);
  }
}

/** @param {import('node:net').Socket} socket */
function flood(socket) {
  const piece = Buffer.alloc(64 * 1024, 'x')
  const write = () => {
    while (socket.writable && socket.write(piece));
  }
  socket.on('drain', write).resume()
  write()
}

function panic() {
  log(
    'panic: runtime error: invalid memory address or nil pointer dereference\n' +
      '[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x9a0b1c]\n\n' +
      'goroutine 42 [running]:\n' +
      'golang.org/x/tools/gopls/internal/cache.(*Session).fake(0x0)\n' +
      '\t/go/pkg/mod/golang.org/x/tools/gopls@v0.23.0/internal/cache/session.go:99 +0x1c',
  )
  process.exit(2)
}

function ignoreTermination() {
  process.on('SIGTERM', () => {})
  process.on('SIGQUIT', () => {})
}

/** Ends by itself after a minute, should its test leave it behind. */
function startStubbornChild() {
  const script = 'trap "" TERM QUIT; echo ready; exec sleep 60'
  const child = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise(resolve => child.stdout.once('data', resolve))
}

/** @param {number} mib */
function growTo(mib) {
  const timer = setInterval(() => {
    grow(8)
    if (ballast.length * 8 >= mib) clearInterval(timer)
  }, 20)
}

/** @param {number} mib */
function grow(mib) {
  for (let piece = 0; piece < mib / 8; piece += 1) ballast.push(Buffer.alloc(8 * 1024 * 1024, 1))
}

/** Before the answers, so that whoever looks between two of them sees all of it or nothing. */
function spike() {
  if (requestCount === 20) grow(parameter ?? 256)
  if (requestCount !== 21) return
  const bytesBefore = process.memoryUsage.rss()
  const bytesHeld = ballast.length * 8 * 1024 * 1024
  ballast.length = 0
  const collect = runInNewContext('gc')
  // A thread of V8's gives it back to the system, a moment after the collection.
  const giveUpMs = performance.now() + 20_000
  do collect()
  while (process.memoryUsage.rss() > bytesBefore - bytesHeld * 0.9 && performance.now() < giveUpMs)
}

function burnBetweenAnswers() {
  const end = performance.now() + 20
  while (performance.now() < end);
  setImmediate(burnBetweenAnswers)
}

/** Like Go, which removes the socket when it closes the listener in an orderly way, and only then. @param {string} path */
function exitIdle(path) {
  log('serve.go:154: Gopls LSP daemon: exiting')
  unlinkSync(path)
  fail(2, 'gopls: timed out waiting for new connections')
}

/** @param {string} text */
function parseGoDuration(text) {
  const unitMs = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }
  let totalMs = 0
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|h|m|s)/g)) {
    totalMs += Number(amount) * unitMs[/** @type {keyof typeof unitMs} */ (unit)]
  }
  return totalMs
}

/** @param {string} line */
function log(line) {
  process.stderr.write(`${line}\n`)
}

/** @param {number} code @param {string} line @returns {never} */
function fail(code, line) {
  log(line)
  process.exit(code)
}
