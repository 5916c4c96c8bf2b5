import { useQuery } from '@apollo/client/react';
import { Anchor, Group, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { FlagColumnsDocument, RunCountsDocument, type RunSort, RunTableDocument } from '../../generated/operations.ts';
import { RunPicker } from '../../run-selection/run-picker.tsx';
import { parseRunSearch } from '../../run-selection/run-list.ts';
import {
  countFilters,
  judgedRunsCodec,
  listedRunsCodec,
  runsProblem,
  toRunSelection,
  withinRanges,
} from '../../run-selection/run-selection.ts';
import { summarizeExcluded } from '../../run-selection/run-tally.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import { useStable } from '../../ui/use-stable.ts';
import { type Column, VirtualTable } from '../../ui/virtual-table.tsx';
import { fields, flag, list, oneOf, parameter, text, toParameters } from '../../url/codec.ts';
import { pageLink } from '../../url/links.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { ColumnMenu, useChosenColumns } from './column-menu.tsx';
import { flagColumn, numberColumn, type RunColumn, runColumns, type RunRow, shownFlags } from './run-columns.tsx';
import { SelectedRunsBar } from './selected-runs.tsx';
import { type RowFlags, rowsPerRequest, useRunRows } from './use-run-rows.ts';
import { useRowSelection } from './use-row-selection.tsx';
import styles from './runs.module.css';

const allColumns = [numberColumn, ...runColumns];

const urlState = fields({
  runs: listedRunsCodec,
  search: parameter('search', '', text),
  sort: parameter<RunSort>('sort', 'number', oneOf(allColumns.flatMap(({ sort }) => sort ?? []))),
  ascending: parameter('up', false, flag),
  pending: parameter('pending', false, flag),
  /** Keys of the columns; empty: the default ones. */
  columns: parameter<readonly string[]>('columns', [], list(text)),
});

/** The runs with a DQM file and their data of OMS and Run Registry. The server sorts and filters them. */
export function RunsPage() {
  const [state, update] = useUrlState(urlState);
  const { runs, search, sort, ascending, pending } = state;
  const [debouncedSearch] = useDebouncedValue(search, 250);
  const searched = parseRunSearch(debouncedSearch);
  const selection = toRunSelection(runs);
  const filter = useStable({
    select: withinRanges(selection, searched.list.ranges),
    search: searched.words || null,
    pending: pending || null,
  });
  const onChange: typeof update = (part) => update(part, { replace: true });
  const { data: registry } = useQuery(FlagColumnsDocument);
  const columns = useMemo(() => {
    const named = registry?.flagColumns.filter(({ datasets }) => datasets.length > 0) ?? [];
    const flags = named.map(({ name }) => flagColumn(name));
    return runColumns.flatMap((column) => (column.key === 'significant' ? [column, ...flags] : column));
  }, [registry]);
  const [shown, choose] = useChosenColumns(columns, state.columns, (columns) => onChange({ columns }));
  const flagColumns = shownFlags(shown.map(({ key }) => key));
  const flags: RowFlags = useStable({ flagColumns, hasFlags: flagColumns.length > 0 });
  const { data, previousData, error, refetch } = useQuery(RunTableDocument, {
    variables: { ...filter, ...flags, limit: rowsPerRequest, sort, descending: !ascending },
  });
  const counts = useQuery(RunCountsDocument, { variables: { select: selection } });
  const tally = (counts.data ?? counts.previousData)?.runCounts;
  const page = (data ?? previousData)?.runs;
  const numbers = page?.numbers ?? noRuns;
  const rows = useRunRows(numbers, page?.items, flags);
  const { selected, clear, column } = useRowSelection(numbers);
  const isFiltered = search !== '' || pending || runs.by !== 'all' || countFilters(listedRunsCodec, runs) > 0;
  const excluded = tally && tally.excluded.length > 0 ? ` (${summarizeExcluded(tally)})` : '';
  const summary = isFiltered ? ` that match${excluded}` : ', and their data of OMS and Run Registry.';
  const problem = runsProblem(runs) ?? searched.list.problem;
  return (
    <div className={`page ${styles.page}`}>
      <PageHead
        title="Runs"
        about={page ? `${numbers.length.toLocaleString('en')} runs with a DQM file${summary}` : 'Loading…'}
        search={{
          value: search,
          onChange: (value) => onChange({ search: value }),
          placeholder: 'Search run, range, fill, class, era, key',
        }}
      >
        <Group gap="sm" ml={{ base: 0, sm: 'auto' }}>
          <Anchor component={Link} size="sm" to={pageLink('/runs/suggested', toParameters(judgedRunsCodec, runs))}>
            Suggested run list
          </Anchor>
          <Toggle
            label="Significant only"
            checked={runs.significant}
            onChange={(significant) => onChange({ runs: { ...runs, significant } })}
          />
          <Toggle
            label="Pending only"
            title="Runs that OMS or Run Registry has not answered for"
            checked={pending}
            onChange={(pending) => onChange({ pending })}
          />
          <RunPicker
            runs={runs}
            codec={listedRunsCodec}
            counts={tally}
            onChange={(part) => onChange({ runs: { ...runs, ...part } })}
          />
          <ColumnMenu columns={columns} shown={shown} choose={choose} />
        </Group>
      </PageHead>
      {error ? <Failure what="The runs could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {counts.error && !error ? (
        <Failure what="The runs could not be counted." error={counts.error} retry={() => void counts.refetch()} />
      ) : null}
      {rows.error ? <Failure what="The rows could not be loaded." error={rows.error} retry={rows.retry} /> : null}
      {!page && !error ? <Skeleton height={400} /> : null}
      {problem ? <Empty title="Cannot read the run list">{problem}.</Empty> : null}
      {page && numbers.length === 0 && !problem ? (
        <Empty title={isFiltered ? 'No run matches' : 'No runs yet'}>
          {isFiltered ? (
            'Remove a word or a filter.'
          ) : (
            <>
              Runs are added by <Link to={pageLink('/scans')}>scans</Link>.
            </>
          )}
        </Empty>
      ) : null}
      {numbers.length > 0 && !problem ? (
        <VirtualTable
          label="Table of runs"
          columns={[
            column,
            ...[numberColumn, ...shown].map((each) =>
              tableColumn(each, rows.rowOf, { sort, ascending }, (sort) =>
                onChange({ sort, ascending: state.sort === sort && !ascending }),
              ),
            ),
          ]}
          rows={numbers}
          rowHeight={30}
          keyOf={(run) => run}
          box={styles.table}
          onView={rows.load}
        />
      ) : null}
      {selected.length > 0 ? <SelectedRunsBar runs={selected} clear={clear} /> : null}
    </div>
  );
}

const noRuns: readonly number[] = [];

/** A column with its sorting. */
function tableColumn(
  { key, label, width, share, isNumber, sort, cell, tooltip }: RunColumn,
  rowOf: (run: number) => RunRow | undefined,
  sorted: { readonly sort: RunSort; readonly ascending: boolean },
  onSort: (sort: RunSort) => void,
): Column<number> {
  return {
    label,
    width,
    ...(share === undefined ? {} : { share }),
    isNumber,
    isFrozen: key === numberColumn.key,
    cell: (run) => {
      const row = rowOf(run);
      if (row) return cell(row) ?? <span className="dim">–</span>;
      return key === numberColumn.key ? run : '';
    },
    tooltip: (run) => {
      const row = rowOf(run);
      return (row && tooltip?.(row)) ?? undefined;
    },
    ...(sort
      ? {
          onSort: () => onSort(sort),
          order: sort !== sorted.sort ? 'none' : sorted.ascending ? 'ascending' : 'descending',
        }
      : {}),
  };
}
