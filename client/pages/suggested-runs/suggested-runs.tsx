import { useQuery } from '@apollo/client/react';
import { Button, Group, Skeleton, Text } from '@mantine/core';
import { Check, Download, FileSpreadsheet, X } from 'lucide-react';
import { RunCountsDocument, SuggestedRunsDocument, type SuggestedRunsQuery } from '../../generated/operations.ts';
import { RunPicker } from '../../run-selection/run-picker.tsx';
import { judgedRunsCodec, runsProblem } from '../../run-selection/run-selection.ts';
import { saveAs } from '../../ui/copy/save-as.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { RunLink } from '../../ui/run-link.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import { useStable } from '../../ui/use-stable.ts';
import { type Column, VirtualTable } from '../../ui/virtual-table.tsx';
import { useUrlState } from '../../url/use-url-state.ts';
import { RuleForm } from './rule-form.tsx';
import { csvLink, suggestionCodec, toVariables } from './suggestion.ts';
import styles from './suggested-runs.module.css';

type SuggestedRun = SuggestedRunsQuery['suggestedRuns']['runs'][number];

const columns: readonly Column<SuggestedRun>[] = [
  { label: 'Run', width: 70, isNumber: true, isFrozen: true, cell: ({ run }) => <RunLink run={run} /> },
  {
    label: 'Suggestion',
    width: 96,
    cell: ({ isGood }) => (
      <span className={isGood ? styles.verdict : `${styles.verdict} ${styles.bad}`}>
        {isGood ? <Check size={13} aria-hidden /> : <X size={13} aria-hidden />} {isGood ? 'good' : 'not good'}
      </span>
    ),
  },
  {
    label: 'Reasons',
    width: 800,
    share: 1,
    cell: ({ reasons }) => (reasons.length === 0 ? <span className="dim">passes the rule</span> : reasons.join('; ')),
    tooltip: ({ reasons }) => (reasons.length === 0 ? undefined : reasons.join('\n')),
  },
];

/** The runs that pass a rule, and why others do not. */
export function SuggestedRunsPage() {
  const [view, update] = useUrlState(suggestionCodec);
  const onChange: typeof update = (part) => update(part, { replace: true });
  const variables = useStable(toVariables(view));
  const { data, previousData, loading, error, refetch } = useQuery(SuggestedRunsDocument, { variables });
  const counts = useQuery(RunCountsDocument, { variables: { select: variables.select ?? null } });
  const list = (data ?? previousData)?.suggestedRuns;
  const good = list?.runs.filter(({ isGood }) => isGood).length ?? 0;
  const rows = list?.runs.filter(({ isGood }) => !view.bad || !isGood).toReversed() ?? [];
  const problem = runsProblem(view.runs);
  const { primaryDataset, processing } = view;
  return (
    <div className="page">
      <PageHead
        title="Suggested run list"
        about="Runs that pass the rule below, and why others do not. HDQM suggests: Run Registry decides."
      >
        <Group gap="sm">
          <Toggle label="Not good only" checked={view.bad} onChange={(bad) => onChange({ bad })} />
          <RunPicker
            runs={view.runs}
            codec={judgedRunsCodec}
            counts={(counts.data ?? counts.previousData)?.runCounts}
            {...(primaryDataset === '' ? {} : { dataset: { primaryDataset, processing } })}
            onChange={(part) => onChange({ runs: { ...view.runs, ...part } })}
          />
        </Group>
      </PageHead>
      <RuleForm view={view} onChange={onChange} />
      {error ? <Failure what="The runs could not be judged." error={error} retry={() => void refetch()} /> : null}
      {problem ? <Empty title="Cannot read the run list">{problem}.</Empty> : null}
      {!list && !error ? <Skeleton height={400} /> : null}
      {list && !problem ? (
        <Group gap="sm" mb="xs">
          <Text size="sm" aria-live="polite" style={{ opacity: loading ? 0.6 : 1 }}>
            <b>
              {good.toLocaleString('en')} of {list.runs.length.toLocaleString('en')} runs
            </b>{' '}
            are suggested as good.
            {list.unknown.length > 0
              ? ` The number of lumisections of ${list.unknown.length} of them is not known: the golden JSON leaves them out.`
              : ''}
          </Text>
          <Button
            size="compact-sm"
            disabled={loading || good === 0}
            leftSection={<Download size={13} />}
            onClick={() =>
              saveAs('suggested-runs.json', new Blob([JSON.stringify(list.golden)], { type: 'application/json' }))
            }
          >
            Golden JSON
          </Button>
          <Button
            size="compact-sm"
            component="a"
            href={csvLink(view)}
            download
            leftSection={<FileSpreadsheet size={13} />}
          >
            CSV with reasons
          </Button>
        </Group>
      ) : null}
      {list && rows.length === 0 && !problem ? (
        <Empty title={list.runs.length === 0 ? 'No run matches' : 'All runs pass'}>
          {list.runs.length === 0 ? 'Select other runs or another dataset.' : 'No run is left out by the rule.'}
        </Empty>
      ) : null}
      {rows.length > 0 && !problem ? (
        <VirtualTable label="Suggested runs" columns={columns} rows={rows} rowHeight={30} keyOf={({ run }) => run} />
      ) : null}
    </div>
  );
}
