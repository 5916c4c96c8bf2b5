import { enrichRuns } from '../jobs/enrich.ts';
import { openApp } from '../app/app.ts';
import type { Settings } from '../app/settings.ts';
import { describeEnrichment } from './scan.ts';
import { withQuietLog } from './terminal/command-settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';
import type { RunRange } from '../store/point-selection.ts';

export interface EnrichOptions {
  readonly runs?: readonly RunRange[];
  readonly service?: 'oms' | 'rr';
}

/** `hdqm enrich`: queries OMS and Run Registry for runs; status 1 where a service did not answer for all. */
export async function enrich(settings: Settings, { runs, service }: EnrichOptions): Promise<ExitStatus> {
  const app = await openApp(withQuietLog(settings));
  process.once('SIGINT', () => app.stop());
  try {
    const summary = await enrichRuns(app, runs ?? 'scan', service);
    process.stdout.write(`${describeEnrichment(summary).join('\n')}\n`);
    return summary?.services.every(({ pending }) => pending === 0) === true ? 0 : 1;
  } finally {
    await app.close();
  }
}
