import type { ExportOptions } from './export.ts';
import type { ImportCommandOptions } from './import.ts';
import { Argument, Option } from 'commander';
import { parseLabels, parseQuantities, selectionOptions } from '../terminal/arguments.ts';
import { formatNames } from '../../export/format.ts';
import { runAttributeNames } from '../../store/runs/run-attributes.ts';
import { readSettings } from '../../app/settings.ts';
import type { DefineCommand, Finish } from '../terminal/define-command.ts';

/** Defines the commands that write data into files or read them from elsewhere. */
export function defineTransferCommands(command: DefineCommand, finish: Finish): void {
  selectionOptions(
    command(
      'export',
      'Print points, one object per point.',
      'hdqm export --format csv --subsystem Tracker --runs 365000-366000 > points.csv',
    ),
  )
    .addOption(
      new Option(
        '--format <format>',
        'json: one array; ndjson: one object per line; csv: with a header line; parquet and arrow: for pandas and the like',
      )
        .choices(formatNames)
        .default('json'),
    )
    .option('--names <patterns...>', 'names of configs; * matches any text')
    .option(
      '--with <attributes...>',
      `attributes of the runs as further columns: ${runAttributeNames.join(', ')}, a quantity, e.g. pileup, or the label of a set, e.g. label:apv-mode`,
    )
    .option(
      '--quantity <filter>',
      'only runs with a quantity in a range, e.g. pileup:20:60 or pileup:20:; may be repeated',
      parseQuantities,
    )
    .option('--label <filter>', 'only runs with a label of a set, e.g. apv-mode:PEAK; may be repeated', parseLabels)
    .action(async (options: ExportOptions) => {
      const { exportPoints } = await import('./export.ts');
      finish(await exportPoints(readSettings(), options));
    });

  command(
    'import',
    "Import the points of CentralHDQM's own database: those that HDQM has no point for, of the same plots and metrics.",
    'PGPASSWORD=… hdqm import postgresql://hdqm@dbod-hdqm:6600/hdqm --dry-run',
  )
    .argument('<url>', "URL of CentralHDQM's database; it is only read")
    .option('--dry-run', 'only print what would be imported', false)
    .option('--new-datasets', 'also import points of datasets that HDQM does not have', false)
    .option('--rejected <file>', 'write what is not imported into this file, one JSON object per line')
    .action(async (url: string, options: ImportCommandOptions) => {
      const { importFrom } = await import('./import.ts');
      finish(await importFrom(readSettings(), url, options));
    });

  command(
    'notes',
    'Print all notes with their history as JSON, or add those of such a file that the database does not have.',
    'hdqm notes export > notes.json && DATABASE_URL=postgresql://hdqm@db/hdqm hdqm notes import notes.json',
  )
    .addArgument(new Argument('<action>', 'action').choices(['export', 'import']))
    .argument('[file]', 'file to import')
    .action(async (action: 'export' | 'import', file: string | undefined) => {
      const { notes } = await import('./notes.ts');
      finish(await notes(readSettings(), action, file));
    });
}
