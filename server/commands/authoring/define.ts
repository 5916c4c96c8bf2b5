import type { ListOptions } from './ls.ts';
import type { NewMetricOptions } from './new-metric.ts';
import type { SuggestOptions } from './suggest-limits.ts';
import type { TryPaths } from './try.ts';
import type { TryDataset } from './try-dataset.ts';
import { datasetOptions, parseCount } from '../terminal/arguments.ts';
import { UsageError } from '../terminal/exit-status.ts';
import { readSettings } from '../../app/settings.ts';
import type { DefineCommand, Finish } from '../terminal/define-command.ts';

type TryOptions = Omit<TryPaths, 'main'> & Partial<TryDataset> & Pick<TryDataset, 'latest'>;

/** Defines the commands for authors of configs and metrics. */
export function defineAuthoringCommands(command: DefineCommand, finish: Finish): void {
  command(
    'check',
    'Check configs and metrics: print each problem with file, line and a suggestion.',
    'hdqm check configs',
  )
    .argument('[folders...]', 'config folders; default: HDQM_CONFIGS')
    .option('--test', 'also run the tests next to the metrics of HDQM_METRICS')
    .action(async (folders: string[], options: { test?: boolean }) => {
      const { check } = await import('./check.ts');
      finish(await check(readSettings(), folders, options));
    });

  command(
    'new-metric',
    'Create a working metric with its test and a config section, as a starting point.',
    'hdqm new-metric mine.BinShare --folder my-metrics --subsystem Tracker --path Tracking/Folder/TrackPt',
  )
    .argument('<name>', 'name, e.g. BinShare, or with a module, mine.BinShare')
    .option('--folder <folder>', 'target folder; default: the first folder of HDQM_METRICS')
    .option('--subsystem <name>', 'subsystem of the config section', 'Tracker')
    .option('--path <path>', 'ME of the config section: Subsystem/Folder/Name', 'Tracking/Folder/TrackPt')
    .action(async (name: string, options: NewMetricOptions) => {
      const { newMetric } = await import('./new-metric.ts');
      finish(await newMetric(readSettings(), name, options));
    });

  command(
    'ls',
    'List the folders and MEs of a file with class and entries, or the MEs that match a search.',
    'hdqm ls DQM_V0001_R000365835__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root Tracking/TrackParameters',
  )
    .argument('<file>', 'DQM file')
    .argument('[folder]', 'Subsystem/Folder; default: the subsystems')
    .option('--search <words>', 'MEs of which the path contains all words')
    .action(async (file: string, folder: string | undefined, options: ListOptions) => {
      const { listFile } = await import('./ls.ts');
      finish(await listFile(readSettings(), file, folder, options));
    });

  command(
    'try',
    'Apply a metric to one ME of a file, or of the files of the latest runs of a dataset, and print the result.',
    `hdqm try 'basic.Mean()' DQM_V0001_R000365835__ZeroBias__Run2023C-PromptReco-v1__DQMIO.root Tracking/Folder/TrackPt
  hdqm try 'basic.Mean()' Tracking/Folder/TrackPt --dataset ZeroBias/PromptReco --latest 50`,
  )
    .argument('<metric>', "metric as in a config, e.g. 'basic.Mean()'")
    .argument('[file]', 'DQM file, unless there is a dataset')
    .argument('[path]', 'ME: Subsystem/Folder/Name')
    .option('--histo1 <path>', 'ME for histo1Path')
    .option('--histo2 <path>', 'ME for histo2Path')
    .option('--reference <path>', 'ME for reference')
    .option('--dataset <name>', 'PrimaryDataset/Processing: apply it to the files of its latest runs')
    .option('--latest <n>', 'number of runs of the dataset', parseCount, 20)
    .action(async (metric: string, first: string | undefined, second: string | undefined, options: TryOptions) => {
      const { dataset, latest, ...others } = options;
      const given = [first, second].filter((argument) => argument !== undefined);
      const path = given.at(-1);
      if (path === undefined || given.length !== (dataset === undefined ? 2 : 1))
        throw new UsageError(
          dataset === undefined
            ? 'after the metric, a file and the path of an ME are required, or --dataset and the path'
            : 'after the metric, only the path of an ME is required: the files are those of the dataset',
        );
      if (dataset !== undefined) {
        const { tryDataset } = await import('./try-dataset.ts');
        finish(await tryDataset(readSettings(), metric, { dataset, latest }, { ...others, main: path }));
        return;
      }
      const { tryMetric } = await import('./try.ts');
      finish(await tryMetric(readSettings(), metric, first ?? '', { ...others, main: path }));
    });

  datasetOptions(
    command(
      'suggest-limits',
      'Print limits from the values of each trend since its last step, as sections of a config file.',
      "hdqm suggest-limits --subsystem Tracker --names 'NumberOfTrack*' > configs/Tracker/limits.ini",
    ).requiredOption('--subsystem <name>', 'subsystem of the configs'),
  )
    .option('--names <patterns...>', 'names of configs; * matches any text')
    .option('--era <name>', 'only runs of this era, e.g. Run2023C')
    .option(
      '--segments <n>',
      'number of last segments: more than 1 also uses values before the last step',
      parseCount,
      1,
    )
    .action(async (options: SuggestOptions) => {
      const { printSuggestions } = await import('./suggest-limits.ts');
      finish(await printSuggestions(readSettings(), options));
    });
}
