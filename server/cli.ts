import type { EnrichOptions } from './commands/enrich.ts';
import type { LogOptions } from './commands/logs.ts';
import type { MigrateOptions } from './commands/migrate.ts';
import type { NotifyOptions } from './commands/notify.ts';
import type { RecomputeSelection } from './jobs/reprocess.ts';
import type { ScheduleAction } from './commands/schedule.ts';
import type { SuggestRunsOptions } from './commands/suggest-runs.ts';
import type { TokenAction } from './commands/access/token.ts';
import type { ScheduleName } from './jobs/schedule/schedules.ts';
import { Argument, Command, CommanderError, Option } from 'commander';
import {
  parseAmount,
  parseCount,
  parseExpiry,
  parseFlags,
  parseRuns,
  selectionOptions,
} from './commands/terminal/arguments.ts';
import { type ExitStatus, UsageError } from './commands/terminal/exit-status.ts';
import { formatNames } from './export/format.ts';
import { exitNow } from './app/pool-threads.ts';
import { delayOptimization } from './app/optimization.ts';
import { enableSourceMaps } from './app/source-maps.ts';
import { version } from './app/project.ts';
import { printable } from './names/printable.ts';
import { shutdownGraceMs } from './retry/policy.ts';
import { outageOf } from './store/connection/outage.ts';
import { listSettings, readSettings, SettingsError } from './app/settings.ts';
import { defineAuthoringCommands } from './commands/authoring/define.ts';
import type { DefineCommand, Finish } from './commands/terminal/define-command.ts';
import { defineTransferCommands } from './commands/transfer/define.ts';

/** Defines the `hdqm` command. The code of a subcommand is loaded only when it runs, which keeps `--help` fast. */
function program(finish: Finish): Command {
  const app = new Command('hdqm')
    .description('Historic data quality monitoring of the CMS experiment: trends of DQM histograms over runs.')
    .version(version)
    .showHelpAfterError('(`hdqm --help` lists the commands, `hdqm COMMAND --help` describes one)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText(
      'after',
      '\nExample:\n  export EOS_ROOT=/eos/cms/store/group/comm_dqm/DQMGUI_data\n  hdqm scan && hdqm serve\n\nSettings are environment variables: `hdqm settings` lists them.\nExit status: 0 success, 1 failure, 2 wrong usage.',
    );

  const command: DefineCommand = (name, summary, example) =>
    app.command(name).summary(summary).description(summary).addHelpText('after', `\nExample:\n  ${example}`);

  command('serve', 'Start the server: explorer, API and scheduled scans.', 'PORT=8080 hdqm serve').action(async () => {
    const { serve } = await import('./commands/serve.ts');
    finish(await serve(readSettings()));
  });

  command(
    'scan',
    'Find new DQM files and store their points.',
    'EOS_ROOT=/eos/cms/store/group/comm_dqm/DQMGUI_data hdqm scan',
  ).action(async () => {
    const { scan } = await import('./commands/scan.ts');
    finish(await scan(readSettings()));
  });

  command(
    'worker',
    'Extract files for other processes on the same database, on any number of machines.',
    'DATABASE_URL=postgresql://hdqm@db/hdqm EOS_ROOT=/eos/cms/store/group/comm_dqm/DQMGUI_data hdqm worker',
  ).action(async () => {
    const { worker } = await import('./commands/worker.ts');
    finish(await worker(readSettings()));
  });

  command(
    'enrich',
    'Query OMS and Run Registry for pending runs, or for a list of runs.',
    'hdqm enrich --runs 365000-365999 --service oms',
  )
    .option('--runs <list>', 'query these runs even if they are known, e.g. 355100-355200,355300', parseRuns)
    .addOption(new Option('--service <name>', 'query only this service').choices(['oms', 'rr']))
    .action(async (options: EnrichOptions) => {
      const { enrich } = await import('./commands/enrich.ts');
      finish(await enrich(readSettings(), options));
    });

  selectionOptions(
    command(
      'recompute',
      'Compute points from known files: missing points, or with --replace all selected points.',
      "hdqm recompute --subsystem Tracker --names 'NumberOfTrack*' --latest 200 --replace",
    ),
  )
    .option('--names <patterns...>', 'names of configs; * matches any text')
    .option('--latest <n>', 'only the latest n runs of each dataset', parseCount)
    .option('--replace', 'also recompute existing points, with the current revision', false)
    .action(async (options: RecomputeSelection) => {
      const { recompute } = await import('./commands/recompute.ts');
      finish(await recompute(readSettings(), options));
    });

  defineAuthoringCommands(command, finish);

  defineTransferCommands(command, finish);

  selectionOptions(
    command(
      'suggest-runs',
      'Print the runs that pass a rule in golden form, or all runs with the reasons why they do not. Run Registry decides.',
      "hdqm suggest-runs --subsystem Tracker --flags 'tracker-strip: GOOD' 'tracker-pixel: 0.9' > suggested.json",
    ),
  )
    .addOption(severityOption('--limits <severity>', 'lowest severity of limits that no value may exceed'))
    .addOption(severityOption('--alarms <severity>', 'lowest severity of open alarms that may not cover a run'))
    .option(
      '--flags <filters...>',
      "certification flags: 'COLUMN: STATUS', or 'COLUMN: SHARE' of good lumisections",
      parseFlags,
    )
    .option('--min-lumi <n>', 'min. recorded luminosity in 1/pb', parseAmount)
    .addOption(
      new Option('--format <format>', 'golden: golden JSON of the good runs; others: all runs with reasons')
        .choices(['golden', ...formatNames])
        .default('golden'),
    )
    .action(async (options: SuggestRunsOptions) => {
      const { printSuggestedRuns } = await import('./commands/suggest-runs.ts');
      finish(await printSuggestedRuns(readSettings(), options));
    });

  command(
    'notify',
    'List the receivers of notifications with the latest ones, or send each a test message.',
    'hdqm notify --test tracker-shifters',
  )
    .option('--test [receiver]', 'send a test message now, to this receiver or to all')
    .action(async (options: NotifyOptions) => {
      const { notify } = await import('./commands/notify.ts');
      finish(await notify(readSettings(), options));
    });

  command(
    'token',
    'Create a read token for scripts, list all, or revoke one. `create` prints the secret, which is not shown again.',
    'HDQM_TOKEN=$(hdqm token create nightly-report --expires 90d)',
  )
    .addArgument(new Argument('<action>', 'action').choices(['create', 'list', 'revoke']))
    .argument('[name]', 'name of the token; to revoke one, also its ID')
    .option('--expires <when>', 'days from now, as 90d, or a date, as 2027-05-31; default and max.: 365d', parseExpiry)
    .action(async (action: TokenAction, name: string | undefined, options: { expires?: Date }) => {
      const { token } = await import('./commands/access/token.ts');
      finish(await token(readSettings(), action, name, options));
    });

  command('status', 'Show the content of the database, the last scan and current problems.', 'hdqm status').action(
    async () => {
      const { status } = await import('./commands/status.ts');
      finish(await status(readSettings()));
    },
  );

  command('scans', 'List the latest scans with their results.', 'hdqm scans --limit 50')
    .option('--limit <n>', 'max. number of scans', parseCount, 20)
    .action(async ({ limit }: { limit: number }) => {
      const { scans } = await import('./commands/scans.ts');
      finish(await scans(readSettings(), limit));
    });

  command('logs', 'Show stored log lines: those of scans, and all warnings and errors.', 'hdqm logs -f --trouble')
    .option('-f, --follow', 'follow new lines until Ctrl-C', false)
    .option('--scan <number>', 'only lines of this scan', parseCount)
    .option('--trouble', 'only warnings and errors', false)
    .option('-n, --lines <n>', 'number of latest lines', parseCount, 200)
    .action(async (options: LogOptions) => {
      const { logs } = await import('./commands/logs.ts');
      finish(await logs(readSettings(), options));
    });

  command(
    'schedule',
    'List the schedules, pause or resume one, or have a server run it now. (stop and start: aliases of pause and resume.)',
    'hdqm schedule run-now scan',
  )
    .addArgument(
      new Argument('[action]', 'action')
        .choices(['list', 'pause', 'resume', 'run-now', 'stop', 'start'])
        .default('list'),
    )
    .addArgument(new Argument('[name]', 'schedule').choices(['scan', 'enrich', 'notify']).default('scan'))
    .action(async (action: ScheduleAction, name: ScheduleName) => {
      const { schedule } = await import('./commands/schedule.ts');
      finish(await schedule(readSettings(), action, name));
    });

  command(
    'settings',
    'List the settings with their values (secrets hidden) and descriptions.',
    'LOG_LEVEL=debug hdqm settings',
  )
    .addHelpText(
      'after',
      () =>
        `\nSettings:\n${listSettings()
          .map(({ name, description }) => `  ${name.padEnd(22)}${description}`)
          .join('\n')}`,
    )
    .action(async () => {
      const { settings } = await import('./commands/settings.ts');
      finish(settings(readSettings()));
    });

  command(
    'migrate',
    'Run pending migrations (every command does so when it starts), or copy an embedded database into DATABASE_URL.',
    'DATABASE_URL=postgresql://hdqm@db/hdqm hdqm migrate --from-embedded',
  )
    .option(
      '--from-embedded [folder]',
      'copy the embedded database in this folder (default: HDQM_DATA) into the empty one at DATABASE_URL',
    )
    .action(async (options: MigrateOptions) => {
      const { migrate } = await import('./commands/migrate.ts');
      finish(await migrate(readSettings(), options));
    });

  return app;
}

function severityOption(flags: string, description: string): Option {
  return new Option(flags, description).choices(['warning', 'error', 'off']).default('warning');
}

/** Runs the command line and sets the exit status of the process. */
export async function run(argv: readonly string[]): Promise<void> {
  enableSourceMaps();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error; // the reader has finished, as in `hdqm settings | head`
  });
  let status: ExitStatus = 0;
  const app = program((given) => (status = given));
  for (const command of [app, ...app.commands]) command.exitOverride();
  app.hook('preAction', (_, command) => {
    if (command.name() !== 'serve') delayOptimization();
  });
  try {
    await app.parseAsync(argv);
  } catch (error) {
    status = report(error);
  }
  process.exitCode = status;
  // Whatever is still open, such as a connection that does not end, does not keep the process.
  setTimeout(exitNow, shutdownGraceMs).unref();
}

/**
 * Prints an error. HDQM's own error classes have messages for the user, and so have outages of the database; any other error is a bug, printed
 * with its stack trace.
 */
function report(error: unknown): ExitStatus {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // printed by commander
  if (!(error instanceof Error)) throw error;
  const isOwnError = !['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'AggregateError'].includes(
    error.name,
  );
  // An outage in the middle of a command: DatabaseError is the one at its start.
  const outage = !isOwnError || ['QueryFailedError', 'error'].includes(error.name) ? outageOf(error) : undefined;
  if (outage !== undefined) {
    process.stderr.write(`hdqm: the database is unavailable: ${outage}. No data is lost: run the command again.\n`);
    return 1;
  }
  process.stderr.write(
    isOwnError
      ? `hdqm: ${error.message.split('\n').map(printable).join('\n')}\n`
      : `hdqm: unexpected error, please report it:\n${error.stack ?? error.message}\n`,
  );
  return error instanceof SettingsError || error instanceof UsageError ? 2 : 1;
}
