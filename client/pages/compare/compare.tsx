import { useQuery } from '@apollo/client/react';
import { Anchor, Button, Group, Menu, Skeleton, Text } from '@mantine/core';
import { Download, FileSpreadsheet, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import {
  CompareTrendsDocument,
  type OneSidedTrendFragment,
  ComparedRunsDocument,
  SubsystemsDocument,
} from '../../generated/operations.ts';
import { CopyLinkItems } from '../../run-selection/copy-link.tsx';
import { RunPicker } from '../../run-selection/run-picker.tsx';
import { comparedRunsCodec, runsProblem, toRunSelection } from '../../run-selection/run-selection.ts';
import { DraftTextInput } from '../../ui/draft-inputs.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { useStable } from '../../ui/use-stable.ts';
import { VirtualTable } from '../../ui/virtual-table.tsx';
import { toParameters } from '../../url/codec.ts';
import { pageLink } from '../../url/links.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { comparisonColumns } from './comparison-columns.tsx';
import {
  compareViewCodec,
  comparisonLink,
  completeCompareView,
  type CompleteView,
  oneSidedPlotLink,
  type Side,
  sideLabels,
  sortTrends,
} from './compare-view.ts';
import { SidePickers } from './side-pickers.tsx';
import { useComparisonPlots } from './use-comparison-plots.ts';
import styles from './compare.module.css';

/** All trends of a subsystem in two processings, datasets or eras. */
export function ComparePage() {
  const [view, update] = useUrlState(compareViewCodec);
  const { data, error, refetch } = useQuery(SubsystemsDocument);
  const onChange: typeof update = (part) => update(part, { replace: true });
  const complete = data && completeCompareView(view, data.subsystems);
  return (
    <div className="page">
      <PageHead
        title="Compare"
        about="All trends of a subsystem in two processings, datasets or eras, A and B: how far B is from A."
      >
        {complete ? <Toolbar view={complete} onChange={onChange} /> : null}
      </PageHead>
      {error ? <Failure what="The datasets could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={400} /> : null}
      {data && !complete ? (
        <Empty title="Nothing to compare">No subsystem has data, or the one in the address has none.</Empty>
      ) : null}
      {data && complete ? (
        <>
          <SidePickers view={complete} subsystems={data.subsystems} onChange={onChange} />
          <Comparison view={complete} onChange={onChange} />
        </>
      ) : null}
    </div>
  );
}

function Toolbar({ view, onChange }: { view: CompleteView; onChange: (part: Partial<CompleteView>) => void }) {
  const { primaryDataset, processing } = view.a;
  const counts = useQuery(ComparedRunsDocument, {
    variables: { primaryDataset, processing, select: useStable(toRunSelection(view.runs)) },
  });
  return (
    <Group gap="sm">
      <div role="search">
        <DraftTextInput
          type="search"
          aria-label="Search name, title, ME path, metric"
          placeholder="Search name, title, ME path, metric"
          leftSection={<Search size={14} />}
          w={260}
          wait={250}
          value={view.search}
          onCommit={(search) => onChange({ search })}
        />
      </div>
      <RunPicker
        runs={view.runs}
        codec={comparedRunsCodec}
        counts={(counts.data ?? counts.previousData)?.datasetRuns ?? undefined}
        dataset={{ primaryDataset, processing }}
        onChange={(part) => onChange({ runs: { ...view.runs, ...part } })}
      />
      <Menu position="bottom-end" shadow="md" width={250}>
        <Menu.Target>
          <Button px={8} aria-label="Save or share" title="Save or share the comparison">
            <Download size={14} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <CopyLinkItems link={pageLink('/compare', toParameters(compareViewCodec, view))} runs={[]} />
          {(['csv', 'json'] as const).map((format) => (
            <Menu.Item
              key={format}
              component="a"
              href={comparisonLink(format, view)}
              download
              leftSection={<FileSpreadsheet size={14} />}
            >
              {`Table as ${format.toUpperCase()}`}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}

function Comparison({ view, onChange }: { view: CompleteView; onChange: (part: Partial<CompleteView>) => void }) {
  const { subsystem, a, b, search, order } = view;
  const compared = useStable({ subsystem, a, b, select: toRunSelection(view.runs) });
  const { data, previousData, loading, error, refetch } = useQuery(CompareTrendsDocument, {
    variables: { ...compared, search: search || null },
    // Putting thousands of rows into the cache takes longer than the server takes to repeat its response.
    fetchPolicy: 'no-cache',
  });
  const found = (data ?? previousData)?.compareTrends;
  const problem = runsProblem(view.runs);
  const rows = useMemo(() => sortTrends(found?.items ?? [], order), [found, order]);
  const names = useMemo(() => rows.map(({ name }) => name), [rows]);
  const plots = useComparisonPlots(found ? compared : null, names);
  if (problem) return <Empty title="Cannot read the run list">{problem}.</Empty>;
  if (error) return <Failure what="The trends could not be compared." error={error} retry={() => void refetch()} />;
  if (!found) return <Skeleton height={400} />;
  const [labelA, labelB] = sideLabels(a, b);
  const { isPaired, runsA, runsB, items, onlyA, onlyB } = found;
  const count = (number: number): string => number.toLocaleString('en');
  return (
    <div style={{ opacity: loading ? 0.6 : 1 }}>
      <Text size="sm" mb="xs" aria-live="polite">
        <b>
          {count(items.length)} {items.length === 1 ? 'trend' : 'trends'}
        </b>{' '}
        {isPaired
          ? `in ${count(runsA)} common runs of A (${labelA}) and B (${labelB})`
          : `in ${count(runsA)} runs of A (${labelA}) and ${count(runsB)} runs of B (${labelB})`}
        {isPaired ? (
          <span className="dim">
            . Errors are combined as of independent measurements: of two processings of the same events they are too
            large.
          </span>
        ) : null}
      </Text>
      <OneSided label={`only in A (${labelA})`} side={a} trends={onlyA} view={view} />
      <OneSided label={`only in B (${labelB})`} side={b} trends={onlyB} view={view} />
      {plots.error ? (
        <Failure what="The small plots could not be loaded." error={plots.error} retry={plots.retry} />
      ) : null}
      {items.length === 0 ? (
        <Empty title={isPaired && runsA === 0 ? 'No common runs' : 'No trend on both sides'}>
          {isPaired && runsA === 0
            ? 'A and B have no selected run in common: select more runs, or compare eras.'
            : 'No trend has values on both sides in these runs, or none matches the search.'}
        </Empty>
      ) : (
        <VirtualTable
          label="Compared trends"
          columns={comparisonColumns(view, isPaired, plots.plotOf, (next) => onChange({ order: next }))}
          rows={rows}
          rowHeight={48}
          keyOf={({ name }) => name}
          onView={plots.load}
        />
      )}
    </div>
  );
}

/** The trends that only one side has, folded. */
function OneSided({
  label,
  side,
  trends,
  view,
}: {
  label: string;
  side: Side;
  trends: readonly OneSidedTrendFragment[];
  view: CompleteView;
}) {
  const [isOpen, setOpen] = useState(false);
  if (trends.length === 0) return null;
  return (
    <details onToggle={({ currentTarget: { open } }) => setOpen(open)}>
      <summary style={{ fontSize: 13.5, cursor: 'pointer', marginBottom: 4 }}>
        {trends.length.toLocaleString('en')} {trends.length === 1 ? 'trend' : 'trends'} {label}
      </summary>
      {isOpen ? (
        <ul className={styles.list} tabIndex={0} aria-label={`Trends ${label}`}>
          {trends.map(({ configId, name, runs }) => (
            <li key={configId}>
              <Anchor component={Link} to={oneSidedPlotLink(view, side, name)} fz="inherit">
                {name}
              </Anchor>{' '}
              <span className="dim">{runs === 1 ? '1 run' : `${runs} runs`}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </details>
  );
}
