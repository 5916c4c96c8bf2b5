import { type SuggestionRule, suggestRun } from '../../judge/suggest-runs.ts';
import type { Database } from '../../store/connection/database.ts';
import { type GoldenForm, toGoldenForm } from '../../store/runs/certification/golden-json.ts';
import { findRunFacts, type Suggestion, type SuggestionScope } from '../../store/runs/certification/run-facts.ts';
import type { RunSelection } from '../../store/runs/run-filter.ts';

/** A suggested run list: every selected run, and the good ones in golden form. */
export interface SuggestedRuns extends GoldenForm {
  /** In ascending order. */
  readonly runs: readonly Suggestion[];
}

/**
 * Judges the selected runs that have a file in the scope by a rule. The golden form has the lumisections of the selection's golden JSON, or all
 * of a run. Throws a SelectionError.
 */
export async function suggestRuns(
  database: Database,
  scope: SuggestionScope,
  selection: RunSelection,
  rule: SuggestionRule,
): Promise<SuggestedRuns> {
  const facts = await findRunFacts(database, scope, selection, {
    values: rule.limits !== null,
    alarms: rule.alarms !== null,
    columns: rule.flags.map(({ column }) => column),
  });
  const runs = facts.map((one) => suggestRun(one, rule));
  const good = facts.filter((_facts, index) => runs[index]?.isGood);
  return { runs, ...toGoldenForm(good, selection.goldenJson ?? {}) };
}
