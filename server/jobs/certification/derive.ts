/** Derives again, from stored answers of OMS and Run Registry, what changed with the code or the rules: no service is queried. */
import { readFlagColumns } from '../../app/rules/flag-columns.ts';
import { readRunLabels } from '../../app/rules/run-labels.ts';
import { readQuantities } from '../../app/rules/quantities.ts';
import type { App } from '../../app/app.ts';
import { judgeRun, readRun } from '../../enrich/run-registry.ts';
import { answeredRuns, deriveAgain, findAnswers, storeMissingLumisections } from '../../store/runs/derivations.ts';
import { storeFlagColumns, storeFlags } from '../../store/runs/certification/flags.ts';
import { storeRunLabels } from '../../store/runs/labels/run-labels.ts';
import { deriveAllQuantities } from '../../store/runs/quantities/derive-quantities.ts';
import { storeQuantities } from '../../store/runs/quantities/quantities.ts';
import { judgeRuns } from '../../store/runs/run-services.ts';

/** Version of the code that reads flags; flags read by another one are read again. */
const flagsVersion = '1';

type DerivingApp = Pick<App, 'database' | 'log' | 'settings' | 'significance'>;

/**
 * Updates flags, their columns, the significance and the quantities of runs, and stores their labels. Rejects with a SettingsError where the
 * rules are not valid.
 */
export async function deriveRuns(app: DerivingApp): Promise<void> {
  const { columns } = await readFlagColumns(app.settings.HDQM_CONFIGS);
  await storeFlagColumns(app.database, columns);
  await deriveFlags(app);
  await deriveSignificance(app);
  await deriveAnswered(app);
  await storeRunLabels(app.database, await readRunLabels(app.settings.HDQM_CONFIGS));
}

async function deriveFlags({ database, log }: DerivingApp): Promise<void> {
  let runs = 0;
  const isDerived = await deriveAgain(database, 'flags', flagsVersion, async (manager) => {
    for await (const batch of answeredRuns(manager)) {
      const read = (await findAnswers(manager, batch)).flatMap(({ number, rr }) => {
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

async function deriveSignificance({ database, log, significance }: DerivingApp): Promise<void> {
  const { rules, version } = await significance();
  let runs = 0;
  const isDerived = await deriveAgain(database, 'significance', version, async (manager) => {
    for await (const batch of answeredRuns(manager)) {
      await judgeRuns(manager, batch, (registry, lumi) => judgeRun(registry, lumi, rules));
      runs += batch.size;
    }
  });
  if (isDerived && runs > 0) log.info({ runs }, 'significance of runs judged again');
}

/** Derives the quantities of the settings. */
async function deriveAnswered({ database, log, settings }: DerivingApp): Promise<void> {
  const { quantities, version } = await readQuantities(settings.HDQM_CONFIGS);
  await storeQuantities(database, quantities);
  const runs = await deriveAllQuantities(database, version);
  if (runs > 0) log.info({ runs }, 'quantities of runs read from stored answers');
}
