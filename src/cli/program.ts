import { Command, Option } from 'commander'
import type { Flags } from '../config/merge.js'
import { addAgentCommands } from './agent/commands.js'
import { type ApiClient, createApiClient } from './api-client.js'
import type { EditorFlags } from './editors/run-editor-command.js'
import { showHealth } from './health.js'
import { listAllIncidents, showIncident } from './incidents.js'
import { locate } from './locations.js'
import type { LogsFlags } from './logs.js'
import { readPackageVersion } from './package-version.js'
import { restartInstances } from './restart.js'
import { type StatusFlags, showStatus } from './status.js'
import { stopInstance } from './stop.js'
import type { Terminal } from './terminal.js'
import { showVersion } from './version.js'

/** Every command with its arguments. What only `run` or `config` needs is loaded only then. */
export function buildProgram(terminal: Terminal): Command {
  const program = new Command('gopls-guardian')
    .description('A background daemon that keeps gopls alive and says how it is')
    .version(readPackageVersion())
    // What comes behind `lsp` is for gopls.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: text => terminal.complain(text.replace(/^error: /, '').trimEnd()) })
    .showHelpAfterError('See the commands with: gopls-guardian --help')

  program
    .command('run')
    .description('run the daemon in the foreground')
    .option('--port <number>', 'the TCP port on 127.0.0.1')
    .option('--gopls <path>', 'the real gopls')
    .option('--log-level <level>', 'the least important level that is logged')
    .option('--install-gopls', 'install a known gopls release when none is found')
    .addOption(new Option('--agent', 'count failed starts, as the LaunchAgent must').hideHelp())
    .action(async ({ agent, ...flags }: Flags & { readonly agent?: true }) =>
      finish(
        agent
          ? (await import('./run-as-agent.js')).runAsAgent(terminal, flags)
          : (await import('./run.js')).runCommand(terminal, flags),
      ),
    )
  program
    .command('status')
    .description('show every gopls: its state and what it rests on')
    .option('--json', 'print JSON')
    .option('--watch', 'show it again every 2 seconds until Ctrl-C')
    .action((flags: StatusFlags) => finish(showStatus(terminal, connect(), flags)))
  program
    .command('health')
    .description('say in one line and by exit code whether all is well')
    .option('--json', 'print JSON')
    .action((flags: JsonFlag) => finish(showHealth(terminal, connect(), flags)))
  program
    .command('restart')
    .description('restart one gopls; the ID may be left out where there is only one')
    .argument('[id]')
    .option('--all', 'restart every gopls')
    .action((id: string | undefined, flags: { readonly all?: true }) =>
      finish(restartInstances(terminal, connect(), { id, all: flags.all ?? false })),
    )
  program
    .command('stop')
    .description('stop one gopls')
    .argument('<id>')
    .action((id: string) => finish(stopInstance(terminal, connect(), id)))
  program
    .command('logs')
    .description('show the last lines of the log of the daemon')
    .option('-f, --follow', 'and those that come, until Ctrl-C')
    .option('--json', 'print them as they are, a JSON object a line')
    .action(async (flags: LogsFlags) =>
      finish((await import('./logs.js')).showLogs(terminal, locate(process).paths.guardianLog, flags)),
    )
  addIncidentCommands(program, terminal)
  addAgentCommands(program, terminal, finish)
  addConfigCommands(program, terminal)
  addEditorCommands(program, terminal)
  program
    .command('version')
    .description('show the versions of gopls-guardian and Node')
    .option('--json', 'print JSON')
    .action((flags: JsonFlag) => finish(showVersion(terminal, flags)))
  return program
}

interface JsonFlag {
  readonly json?: true
}

function addIncidentCommands(program: Command, terminal: Terminal): void {
  const incidents = program.command('incidents').description('show what went wrong, and on what evidence')
  const folder = () => locate(process).paths.incidentsFolder
  incidents
    .command('list', { isDefault: true })
    .description('show every incident that is kept, the newest first')
    .option('--json', 'print JSON')
    .action((flags: JsonFlag) => finish(listAllIncidents(terminal, folder(), flags)))
  incidents
    .command('show')
    .description('print the report of one incident, ready to paste')
    .argument('<id>')
    .option('--json', 'print JSON')
    .action((id: string, flags: JsonFlag) => finish(showIncident(terminal, folder(), id, flags)))
}

function addConfigCommands(program: Command, terminal: Terminal): void {
  const config = program.command('config').description('show or check the configuration')
  const load = () => import('./config.js')
  const usualSource = () => ({ file: locate(process).paths.configFile, environment: process.env })
  config
    .command('show', { isDefault: true })
    .description('show every setting and where it comes from')
    .option('--json', 'print JSON')
    .action(async (flags: JsonFlag) => {
      const { showConfiguration } = await load()
      await finish(showConfiguration(terminal, usualSource(), flags))
    })
  config
    .command('check')
    .description('check a configuration file, the one in use if none is named')
    .argument('[file]')
    .option('--json', 'print JSON')
    .action(async (file: string | undefined, flags: JsonFlag) => {
      const { checkConfigurationFile } = await load()
      const source = { ...usualSource(), ...(file !== undefined && { file }), mustExist: file !== undefined }
      await finish(checkConfigurationFile(terminal, source, flags))
    })
  config
    .command('schema')
    .description('print the JSON Schema of the configuration')
    .option('--json', 'print JSON, as always')
    .action(async () => finish((await load()).showConfigurationSchema(terminal)))
}

function addEditorCommands(program: Command, terminal: Terminal): void {
  const load = () => import('./editors/run-editor-command.js')
  program
    .command('connect')
    .description('show or write what makes an editor start gopls through gopls-guardian')
    .argument('[editor]')
    .option('--write', "edit the editor's settings (VS Code, Cursor)")
    .option('--json', 'print JSON')
    .action(async (editor: string | undefined, flags: EditorFlags) =>
      finish((await load()).runConnect(terminal, editor, flags)),
    )
  program
    .command('disconnect')
    .description('show or write what makes an editor start gopls as before')
    .argument('[editor]')
    .option('--write', "edit the editor's settings (VS Code, Cursor)")
    .option('--json', 'print JSON')
    .action(async (editor: string | undefined, flags: EditorFlags) =>
      finish((await load()).runDisconnect(terminal, editor, flags)),
    )
  program
    .command('lsp')
    .description('do what gopls does with these arguments, as the drop-in')
    .argument('[args...]')
    .helpOption(false)
    .allowUnknownOption()
    // From the command line itself, because commander keeps `--` to itself.
    .action(async () => finish((await import('./serve-language.js')).serveLanguage(process.argv.slice(3))))
}

function connect(): ApiClient {
  return createApiClient(locate(process).apiSocket)
}

async function finish(exitCode: number | Promise<number>): Promise<void> {
  process.exitCode = await exitCode
}
