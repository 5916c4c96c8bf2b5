/** Derives again, from stored answers of Run Registry, what changed with the code or the rules: no service is queried. */
import { readFlagColumns } from '../app/rules/flag-columns.ts';
import type { App } from '../app/app.ts';
import { readRun } from '../enrich/run-registry.ts';
import { deriveAgain, storedAnswers, storeMissingLumisections } from '../store/runs/derivations.ts';
import { storeFlagColumns, storeFlags } from '../store/runs/flags.ts';

/** Version of the code that reads flags; flags read by another one are read again. */
const flagsVersion = '1';

/** Updates flags and columns of flags at the start of a process that serves or stores them. */
export async function deriveRuns({
  database,
  log,
  settings,
}: Pick<App, 'database' | 'log' | 'settings'>): Promise<void> {
  await storeFlagColumns(database, (await readFlagColumns(settings.HDQM_CONFIGS)).columns);
  let runs = 0;
  const isDerived = await deriveAgain(database, 'flags', flagsVersion, async (manager) => {
    for await (const answers of storedAnswers(manager)) {
      const read = answers.flatMap(({ number, rr }) => {
        const run = readRun(rr);
        return run ? [{ number, ...run }] : [];
      });
      await storeFlags(manager, new Map(read.map(({ number, flags }) => [number, { online: flags }])));
      await storeMissingLumisections(manager, new Map(read.map(({ number, lumisections }) => [number, lumisections])));
      runs += read.length;
    }
  });
  if (isDerived && runs > 0) log.info({ runs }, 'certification flags read from stored answers');
}
