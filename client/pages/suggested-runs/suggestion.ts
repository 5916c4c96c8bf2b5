import type { SuggestedRunsQueryVariables } from '../../generated/operations.ts';
import { judgedRunsCodec, toRunSelection } from '../../run-selection/run-selection.ts';
import { type CodecValue, fields, flag, list, number, oneOf, parameter, text, toParameters } from '../../url/codec.ts';

/** The lowest severity that counts. */
export const severities = ['warning', 'error', 'off'] as const;

/** The rule of a list, by the parameters of its file on the server, which the page has in its address, too. */
const ruleCodec = fields({
  limits: parameter<(typeof severities)[number]>('ruleLimits', 'warning', oneOf(severities)),
  alarms: parameter<(typeof severities)[number]>('ruleAlarms', 'warning', oneOf(severities)),
  /** Columns whose flag must be GOOD. */
  columns: parameter<readonly string[]>('flags', [], list(text)),
  /** Min. share in % of lumisections that are GOOD in them; 0: any. */
  goodShare: parameter('goodShare', 0, number(0, 100)),
  /** In 1/pb; 0: any. */
  minLumi: parameter('ruleLumi', 0, number(0)),
});

/** What the page shows: runs, whose limits and alarms count, and the rule. */
export const suggestionCodec = fields({
  runs: judgedRunsCodec,
  /** Empty: all; so are the dataset's. */
  subsystem: parameter('subsystem', '', text),
  primaryDataset: parameter('pd', '', text),
  processing: parameter('ps', '', text),
  rule: ruleCodec,
  /** Whether good runs are left out. */
  bad: parameter('bad', false, flag),
});
export type SuggestionView = CodecValue<typeof suggestionCodec>;

/** The variables of the query. */
export function toVariables(view: SuggestionView): SuggestedRunsQueryVariables {
  const { runs, subsystem, primaryDataset, processing, rule } = view;
  return {
    subsystem: subsystem || null,
    primaryDataset: primaryDataset || null,
    processing: processing || null,
    select: toRunSelection(runs),
    rule: {
      limits: rule.limits === 'off' ? null : rule.limits,
      alarms: rule.alarms === 'off' ? null : rule.alarms,
      flags: rule.columns.map((column) => ({
        column,
        statuses: ['GOOD'],
        ...(rule.goodShare > 0 ? { minGoodShare: rule.goodShare / 100 } : {}),
      })),
      minRecordedLumi: rule.minLumi || null,
    },
  };
}

/** The address of the list as a CSV file. */
export function csvLink({ runs, subsystem, primaryDataset, processing, rule }: SuggestionView): string {
  const share = rule.goodShare > 0 ? `:${rule.goodShare / 100}` : '';
  const given: Readonly<Record<string, string>> = {
    subsystem,
    pd: primaryDataset,
    ps: processing,
    ruleLimits: rule.limits,
    ruleAlarms: rule.alarms,
    ruleLumi: rule.minLumi > 0 ? String(rule.minLumi) : '',
  };
  const parameters = toParameters(judgedRunsCodec, runs);
  // The server's defaults are those of pages that show trends.
  if (runs.by === 'all') parameters.set('latest', 'all');
  parameters.set('significant', runs.significant ? '1' : '0');
  for (const [name, value] of Object.entries(given)) if (value !== '') parameters.set(name, value);
  for (const column of rule.columns) parameters.append('ruleFlag', `${column}:GOOD${share}`);
  return `/export/suggested-runs.csv?${parameters}`;
}
