import { useQuery } from '@apollo/client/react';
import { Anchor, Checkbox, Group, Skeleton, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ServiceBadge } from '../../point/run-attributes.tsx';
import { RunTableDocument, type RunSort } from '../../generated/operations.ts';
import { omsLink, runRegistryLink } from '../../url/cms-links.ts';
import { type RunColumn, runColumns, type TableRun } from './run-columns.ts';
import { runsCodec, toRunSelection } from '../../run-selection/run-selection.ts';
import { fields, flag, oneOf, parameter, text } from '../../url/codec.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import table from '../../ui/table.module.css';

/** Runs that one request gives: the most that the server gives in one. */
const most = 1000;

const urlState = fields({
  // Unlike that of `runs`, it is off by default: this page lists all runs.
  significant: parameter('significant', false, flag),
  runs: runsCodec,
  search: parameter('search', '', text),
  sort: parameter<RunSort>('sort', 'number', oneOf(runColumns.map(({ name }) => name))),
  ascending: parameter('up', false, flag),
  pending: parameter('pending', false, flag),
});

/** The runs that have a DQM file, with what OMS and Run Registry know of them; sorted and filtered by the server. */
export function RunsPage() {
  const [{ significant, runs, search, sort, ascending, pending }, update] = useUrlState(urlState);
  const [wanted] = useDebouncedValue(search, 250);
  const { data, previousData, error, refetch, fetchMore, loading } = useQuery(RunTableDocument, {
    variables: {
      offset: 0,
      limit: most,
      select: { ...toRunSelection({ ...runs, by: runs.by === 'latest' ? 'all' : runs.by }), significant },
      sort,
      descending: !ascending,
      search: wanted || null,
      pending: pending || null,
    },
    notifyOnNetworkStatusChange: true,
  });
  useEffect(() => {
    document.title = 'Runs · HDQM';
  }, []);
  const change: typeof update = (part) => update(part, { replace: true });
  const page = (data ?? previousData)?.runs;
  const more = (): void => {
    if (loading || !page || page.items.length >= page.total) return;
    void fetchMore({
      variables: { offset: page.items.length },
      updateQuery: (before, { fetchMoreResult }) => ({
        runs: { ...fetchMoreResult.runs, items: [...before.runs.items, ...fetchMoreResult.runs.items] },
      }),
    });
  };
  return (
    <div className="page">
      <PageHead
        title="Runs"
        about={
          page
            ? `${page.total.toLocaleString('en')} runs have a DQM file${search || pending || significant ? ' and match' : ''}, with what OMS and Run Registry know of them.`
            : 'Loading…'
        }
        search={{
          value: search,
          change: (value) => change({ search: value }),
          placeholder: 'run, fill, class, era, key',
        }}
      >
        <Group gap="md" ml={{ base: 0, sm: 'auto' }}>
          <Checkbox
            size="xs"
            label="significant only"
            checked={significant}
            onChange={({ currentTarget: { checked } }) => change({ significant: checked })}
          />
          <Checkbox
            size="xs"
            label="services not heard of"
            checked={pending}
            onChange={({ currentTarget: { checked } }) => change({ pending: checked })}
          />
        </Group>
      </PageHead>
      {error ? <Failure what="The runs could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {!page && !error ? <Skeleton height={400} /> : null}
      {page?.total === 0 ? (
        <Empty title={search || pending || significant ? 'No run matches' : 'There are no runs yet'}>
          {search || pending || significant ? 'Take a word or a filter away.' : 'A scan brings them: Scans starts one.'}
        </Empty>
      ) : null}
      {page && page.total > 0 ? (
        <RunTable
          items={page.items}
          sort={sort}
          descending={!ascending}
          more={more}
          onSort={(name) => change({ sort: name, ascending: sort === name && !ascending })}
        />
      ) : null}
    </div>
  );
}

const grid = { gridTemplateColumns: `${runColumns.map(({ width }) => `${width}px`).join(' ')} 160px` };
const wholeWidth = runColumns.reduce((sum, { width }) => sum + width + 12, 160);

function RunTable({
  items,
  sort,
  descending,
  more,
  onSort,
}: {
  items: readonly TableRun[];
  sort: RunSort;
  descending: boolean;
  more: () => void;
  onSort: (name: RunSort) => void;
}) {
  const list = useRef<HTMLDivElement | null>(null);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => 30,
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 1) more();
  }, [last, items.length, more]);
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label="Table of runs">
      <div role="table" aria-rowcount={items.length + 1} style={{ minWidth: wholeWidth }}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={`${table.row} ${table.head}`} style={grid}>
            {runColumns.map((column) => (
              <ColumnHead key={column.name} column={column} sort={sort} descending={descending} onSort={onSort} />
            ))}
            <div role="columnheader">Services</div>
          </div>
        </div>
        <div role="rowgroup" ref={list} style={{ position: 'relative', height: virtual.getTotalSize() }}>
          {shown.map(({ index, key, start }) => {
            const run = items[index];
            return run ? (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                className={table.row}
                data-run={run.number}
                style={{ ...grid, position: 'absolute', top: start - virtual.options.scrollMargin, height: 30 }}
              >
                {runColumns.map((column) => (
                  <Cell key={column.name} column={column} run={run} />
                ))}
                <div role="cell">
                  {run.services.map((service) => (
                    <ServiceBadge key={service.name} {...service} />
                  ))}
                </div>
              </div>
            ) : null;
          })}
        </div>
      </div>
    </div>
  );
}

function ColumnHead({
  column: { name, title, isNumber },
  sort,
  descending,
  onSort,
}: {
  column: RunColumn;
  sort: RunSort;
  descending: boolean;
  onSort: (name: RunSort) => void;
}) {
  const isSorted = sort === name;
  return (
    <div
      role="columnheader"
      aria-sort={isSorted ? (descending ? 'descending' : 'ascending') : 'none'}
      className={isNumber ? 'number' : undefined}
    >
      <button type="button" onClick={() => onSort(name)}>
        {title}
        {isSorted ? descending ? <ArrowDown size={13} aria-hidden /> : <ArrowUp size={13} aria-hidden /> : null}
      </button>
    </div>
  );
}

function Cell({ column: { name, isNumber, text }, run }: { column: RunColumn; run: TableRun }) {
  const shown = text(run);
  return (
    <div
      role="cell"
      className={isNumber ? 'number' : undefined}
      title={name === 'significant' ? (run.significantReason ?? undefined) : shown}
    >
      {name === 'number' ? (
        <Anchor href={omsLink(run.number)} target="_blank" rel="noreferrer" size="sm" fw={600} title="In OMS">
          {shown}
        </Anchor>
      ) : name === 'rrState' && shown ? (
        <Anchor href={runRegistryLink(run.number)} target="_blank" rel="noreferrer" size="sm" title="In Run Registry">
          {shown}
        </Anchor>
      ) : (
        (shown ?? (
          <Text span size="sm" c="dimmed">
            –
          </Text>
        ))
      )}
    </div>
  );
}
