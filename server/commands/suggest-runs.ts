import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import { type FormatName, formats } from '../export/format.ts';
import { suggestionBatch, suggestionColumns } from '../export/suggested-runs.ts';
import { suggestRuns } from '../jobs/certification/suggest-runs.ts';
import type { LimitSeverity } from '../plan/plan.ts';
import type { RunRange } from '../store/point-selection.ts';
import type { FlagFilter } from '../store/runs/run-filter.ts';
import { settingsOfLatestData, withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';

export interface SuggestRunsOptions {
  readonly subsystem?: string;
  readonly primaryDataset?: string;
  readonly processing?: string;
  readonly runs?: readonly RunRange[];
  readonly limits: LimitSeverity | 'off';
  readonly alarms: LimitSeverity | 'off';
  readonly flags?: readonly FlagFilter[];
  readonly minLumi?: number;
  readonly format: FormatName | 'golden';
}

/** `hdqm suggest-runs`: prints the runs that a rule suggests, in golden form, or all with the reasons. */
export async function printSuggestedRuns(settings: Settings, options: SuggestRunsOptions): Promise<ExitStatus> {
  const { format, limits, alarms, flags = [], minLumi = null, runs, ...scope } = options;
  const app = await openApp(withQuietLog(await settingsOfLatestData(settings)));
  try {
    const rule = {
      limits: limits === 'off' ? null : limits,
      alarms: alarms === 'off' ? null : alarms,
      flags,
      minRecordedLumi: minLumi,
    };
    const range = runs && {
      from: Math.min(...runs.map(({ from }) => from)),
      to: Math.max(...runs.map(({ to }) => to)),
    };
    const list = await suggestRuns(app.database, scope, range ?? {}, rule);
    const isWanted = (run: number): boolean => runs?.some(({ from, to }) => run >= from && run <= to) ?? true;
    if (format === 'golden') {
      const golden = Object.fromEntries(Object.entries(list.golden).filter(([run]) => isWanted(Number(run))));
      process.stdout.write(`${JSON.stringify(golden)}\n`);
      const unknown = list.unknown.filter(isWanted);
      if (unknown.length > 0)
        process.stderr.write(`Left out, their number of lumisections is not known: ${unknown.join(', ')}.\n`);
      return 0;
    }
    const batch = suggestionBatch(list.runs.filter(({ run }) => isWanted(run)));
    async function* batches(): AsyncGenerator<typeof batch> {
      yield batch;
    }
    for await (const piece of formats[format].pieces(suggestionColumns, batches())) process.stdout.write(piece);
    return 0;
  } finally {
    await app.close();
  }
}
