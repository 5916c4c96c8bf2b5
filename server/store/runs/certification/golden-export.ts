import type { Database } from '../../connection/database.ts';
import { type GoldenForm, toGoldenForm } from './golden-json.ts';
import { allRuns, runsOfDataset } from '../run-counts.ts';
import { runCondition, type RunSelection } from '../run-filter.ts';

/** A selected run, as a golden JSON is made of it. */
export interface SelectedRun {
  readonly run: number;
  readonly lumisections: number | null;
}

/** The selected runs of a dataset, or of all runs, in golden form: with the lumisections of the selection's golden JSON. Throws a SelectionError. */
export async function exportGolden(
  { dataSource }: Database,
  datasetId: number | undefined,
  selection: RunSelection,
): Promise<GoldenForm> {
  const { from, parameters, era } = datasetId === undefined ? allRuns : runsOfDataset(datasetId);
  const limit = parameters.length + 1;
  const condition = runCondition(selection, era, limit + 1);
  const runs = await dataSource.query<SelectedRun[]>(
    `SELECT DISTINCT run.number AS run, run.lumisections ${from} AND ${condition.sql} ORDER BY run DESC LIMIT $${limit}`,
    [...parameters, selection.latest ?? null, ...condition.parameters],
  );
  return toGoldenForm(runs, selection.goldenJson ?? {});
}
