import type { NewMetricOptions } from './commands/new-metric.ts';
import type { ScheduleAction } from './commands/schedule.ts';
import type { ScheduleName } from './jobs/schedules.ts';
import { Argument, Command, CommanderError, Option } from 'commander';
import {
  count,
  type EnrichOptions,
  type ExitStatus,
  type ExportOptions,
  type LogOptions,
  type MigrateOptions,
  parseRuns,
  type RecomputeOptions,
  type TryOptions,
  UsageError,
} from './commands/terminal/options.ts';
import { enableSourceMaps } from './app/source-maps.ts';
import { readSettings, settingDescriptions, SettingsError, version } from './app/settings.ts';

/** The `hdqm` command. Each subcommand's code is loaded when it runs, so that `--help` is immediate. */
function program(finish: (status: ExitStatus) => void): Command {
  const app = new Command('hdqm')
    .description('Historic data quality monitoring of the CMS experiment: trends of DQM histograms, run by run.')
    .version(version)
    .showHelpAfterError('(`hdqm --help` lists the commands, `hdqm COMMAND --help` explains one)')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText(
      'after',
      '\nExample:\n  export EOS_ROOT=/eos/cms/store/group/comm_dqm/DQMGUI_data\n  hdqm scan && hdqm serve\n\nSettings are environment variables: `hdqm settings` lists them.\nExit status: 0 done, 1 it could not do its work, 2 it was used wrongly.',
    );

  const command = (name: string, summary: string, example: string): Command =>
    app.command(name).summary(summary).description(summary).addHelpText('after', `\nExample:\n  ${example}`);

  command('serve', 'Start the server: the trends in a browser, and the API.', 'PORT=8080 hdqm serve').action(
    async () => {
      const { serve } = await import('./commands/serve.ts');
      finish(await serve(readSettings()));
    },
  );

  command(
    'scan',
    'Look for new DQM files and store their points.',
    'EOS_ROOT=/eos/cms/store/group/comm_dqm/DQMGUI_data hdqm scan',
  ).action(async () => {
    const { scan } = await import('./commands/scan.ts');
    finish(await scan(readSettings()));
  });

  command(
    'worker',
    'Read files for the scans of other processes on the same database, on as many machines as you like.',
    'DATABASE_URL=postgresql://hdqm@db/hdqm EOS_ROOT=/eos/cms/store/group/comm_dqm/DQMGUI_data hdqm worker',
  ).action(async () => {
    const { worker } = await import('./commands/worker.ts');
    finish(await worker(readSettings()));
  });

  command(
    'enrich',
    'Ask OMS and Run Registry for runs: those that are not known yet, or a list.',
    'hdqm enrich --runs 365000-365999 --service oms',
  )
    .option('--runs <list>', 'these runs, whatever is known of them, e.g. 355100-355200,355300', parseRuns)
    .addOption(new Option('--service <name>', 'only this service').choices(['oms', 'rr']))
    .action(async (options: EnrichOptions) => {
      const { enrich } = await import('./commands/enrich.ts');
      finish(await enrich(readSettings(), options));
    });

  selection(
    command(
      'recompute',
      'Compute points from files that are known already: missing points, or with --replace all of the selection.',
      "hdqm recompute --subsystem Tracker --names 'NumberOfTrack*' --latest 200 --replace",
    ),
  )
    .option('--names <patterns...>', 'names of configs; * stands for any text')
    .option('--latest <n>', 'only the latest n runs of each dataset', count)
    .option('--replace', 'also the points that are there already: they get the current revision', false)
    .action(async (options: RecomputeOptions) => {
      const { recompute } = await import('./commands/recompute.ts');
      finish(await recompute(readSettings(), options));
    });

  command(
    'check',
    'Check configs and metrics; prints every problem with file, line and a suggestion.',
    'hdqm check configs',
  )
    .argument('[folders...]', 'folders of configs; default: those of HDQM_CONFIGS')
    .option('--test', 'also run the tests that lie beside the metrics of HDQM_METRICS')
    .action(async (folders: string[], options: { test?: boolean }) => {
      const { check } = await import('./commands/check.ts');
      finish(await check(readSettings(), folders, options));
    });

  command(
    'new-metric',
    'Write a metric of your own that works, with its test and a config section, for you to change.',
    'hdqm new-metric mine.BinShare --folder my-metrics --subsystem Tracker --path Tracking/Folder/TrackPt',
  )
    .argument('<name>', 'its name, e.g. BinShare, or with its module mine.BinShare')
    .option('--folder <folder>', 'where to; default: the first folder of HDQM_METRICS')
    .option('--subsystem <name>', 'subsystem of the config section', 'Tracker')
    .option('--path <path>', 'the ME of the config section: Subsystem/Folder/Name', 'Tracking/Folder/TrackPt')
    .action(async (name: string, options: NewMetricOptions) => {
      const { newMetric } = await import('./commands/new-metric.ts');
      finish(await newMetric(readSettings(), name, options));
    });

  command(
    'try',
    'Apply a metric to one ME of a file and print what comes out.',
    "hdqm try 'basic.Mean()' DQM_V0001_R000365835__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root Tracking/Folder/TrackPt",
  )
    .argument('<metric>', "the metric as a config writes it, e.g. 'basic.Mean()'")
    .argument('<file>', 'a DQM file')
    .argument('<path>', 'the ME: Subsystem/Folder/Name')
    .option('--histo1 <path>', 'the ME for histo1Path')
    .option('--histo2 <path>', 'the ME for histo2Path')
    .option('--reference <path>', 'the ME for reference')
    .action(async (metric: string, file: string, path: string, others: TryOptions) => {
      const { tryMetric } = await import('./commands/try.ts');
      finish(await tryMetric(readSettings(), metric, file, { ...others, main: path }));
    });

  selection(
    command(
      'export',
      'Print points, one object each.',
      'hdqm export --format csv --subsystem Tracker --runs 365000-366000 > points.csv',
    ),
  )
    .addOption(
      new Option('--format <format>', 'json: one list; ndjson: an object a line; csv: with a header line')
        .choices(['json', 'ndjson', 'csv'])
        .default('json'),
    )
    .action(async (options: ExportOptions) => {
      const { exportPoints } = await import('./commands/export.ts');
      finish(await exportPoints(readSettings(), options));
    });

  command('status', 'Say what the database holds and what the last scan did.', 'hdqm status').action(async () => {
    const { status } = await import('./commands/status.ts');
    finish(await status(readSettings()));
  });

  command('scans', 'List the latest scans: what each found, read and stored.', 'hdqm scans --limit 50')
    .option('--limit <n>', 'so many', count, 20)
    .action(async ({ limit }: { limit: number }) => {
      const { scans } = await import('./commands/scans.ts');
      finish(await scans(readSettings(), limit));
    });

  command('logs', 'Show the log lines that are kept of scans, and all warnings and errors.', 'hdqm logs -f --trouble')
    .option('-f, --follow', 'also those that come, until Ctrl-C', false)
    .option('--scan <number>', 'only of this scan', count)
    .option('--trouble', 'only warnings and errors', false)
    .option('-n, --lines <n>', 'the last n lines', count, 200)
    .action(async (options: LogOptions) => {
      const { logs } = await import('./commands/logs.ts');
      finish(await logs(readSettings(), options));
    });

  command(
    'schedule',
    'List the schedules, pause or resume one, or have a server run it now. (stop and start: earlier names of pause and resume.)',
    'hdqm schedule run-now scan',
  )
    .addArgument(
      new Argument('[action]', 'what to do')
        .choices(['list', 'pause', 'resume', 'run-now', 'stop', 'start'])
        .default('list'),
    )
    .addArgument(new Argument('[name]', 'which').choices(['scan', 'enrich']).default('scan'))
    .action(async (action: ScheduleAction, name: ScheduleName) => {
      const { schedule } = await import('./commands/schedule.ts');
      finish(await schedule(readSettings(), action, name));
    });

  command(
    'settings',
    'List the settings with their values (secrets hidden) and meanings.',
    'LOG_LEVEL=debug hdqm settings',
  )
    .addHelpText(
      'after',
      () =>
        `\nSettings:\n${settingDescriptions.map(({ name, meaning }) => `  ${name.padEnd(22)}${meaning}`).join('\n')}`,
    )
    .action(async () => {
      const { settings } = await import('./commands/settings.ts');
      finish(settings(readSettings()));
    });

  command(
    'migrate',
    'Bring the database to the state that this version needs (every command does it at its start), or move into it.',
    'DATABASE_URL=postgresql://hdqm@db/hdqm hdqm migrate --from-embedded',
  )
    .option(
      '--from-embedded [folder]',
      'copy all that the embedded database in this folder (default: HDQM_DATA) holds into the empty one at DATABASE_URL',
    )
    .action(async (options: MigrateOptions) => {
      const { migrate } = await import('./commands/migrate.ts');
      finish(await migrate(readSettings(), options));
    });

  return app;
}

function selection(command: Command): Command {
  return command
    .option('--subsystem <name>', 'only this subsystem')
    .option('--primary-dataset <name>', 'only this primary dataset')
    .option('--processing <name>', 'only this processing, e.g. PromptReco')
    .option('--runs <list>', 'only these runs, e.g. 355100-355200,355300', parseRuns);
}

/** Runs the command line and ends the process with its exit status. */
export async function run(argv: readonly string[]): Promise<void> {
  enableSourceMaps();
  let status: ExitStatus = 0;
  const app = program((given) => (status = given));
  for (const command of [app, ...app.commands]) command.exitOverride();
  try {
    await app.parseAsync(argv);
  } catch (error) {
    status = report(error);
  }
  process.exitCode = status;
}

/** Says what went wrong. An error of a class of our own is meant for the user; any other is a fault, shown with its stack. */
function report(error: unknown): ExitStatus {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said it
  if (!(error instanceof Error)) throw error;
  const ours = !['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError', 'AggregateError'].includes(
    error.name,
  );
  process.stderr.write(
    ours ? `hdqm: ${error.message}\n` : `hdqm: unexpected fault, please report it:\n${error.stack ?? error.message}\n`,
  );
  return error instanceof SettingsError || error instanceof UsageError ? 2 : 1;
}
