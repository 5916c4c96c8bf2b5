import { useQuery } from '@apollo/client/react';
import { Group, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from 'react-router';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import { ServiceBadge } from '../../point/run-attributes.tsx';
import { RunTableDocument } from '../../generated/operations.ts';
import { type RunColumn, runColumns, type RunRow } from './run-columns.tsx';
import { runsCodec, toRunSelection } from '../../run-selection/run-selection.ts';
import { fields, flag, oneOf, parameter, text } from '../../url/codec.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { type Column, VirtualTable } from '../../ui/virtual-table.tsx';
import { pageLink } from '../../url/links.ts';

/** Runs per request: the maximum of the server. */
const pageSize = 1000;

const urlState = fields({
  // Unlike that of `runs`, it is off by default: this page lists all runs.
  significant: parameter('significant', false, flag),
  runs: runsCodec,
  search: parameter('search', '', text),
  sort: parameter<RunColumn['field']>('sort', 'number', oneOf(runColumns.map(({ field }) => field))),
  ascending: parameter('up', false, flag),
  pending: parameter('pending', false, flag),
});

/** The runs with a DQM file and their data of OMS and Run Registry. The server sorts and filters them. */
export function RunsPage() {
  const [{ significant, runs, search, sort, ascending, pending }, update] = useUrlState(urlState);
  const [debouncedSearch] = useDebouncedValue(search, 250);
  const { data, previousData, error, refetch, fetchMore, loading } = useQuery(RunTableDocument, {
    variables: {
      offset: 0,
      limit: pageSize,
      select: { ...toRunSelection({ ...runs, by: runs.by === 'latest' ? 'all' : runs.by }), significant },
      sort,
      descending: !ascending,
      search: debouncedSearch || null,
      pending: pending || null,
    },
    notifyOnNetworkStatusChange: true,
  });
  const onChange: typeof update = (part) => update(part, { replace: true });
  const isFiltered = search !== '' || pending || significant;
  const page = (data ?? previousData)?.runs;
  const loadMore = (): void => {
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
            ? `${page.total.toLocaleString('en')} runs with a DQM file${isFiltered ? ' that match' : ''}, and their data of OMS and Run Registry.`
            : 'Loading…'
        }
        search={{
          value: search,
          onChange: (value) => onChange({ search: value }),
          placeholder: 'Search run, fill, class, era, key',
        }}
      >
        <Group gap="md" ml={{ base: 0, sm: 'auto' }}>
          <Toggle
            label="Significant only"
            checked={significant}
            onChange={(significant) => onChange({ significant })}
          />
          <Toggle
            label="Without OMS / Run Registry information"
            checked={pending}
            onChange={(pending) => onChange({ pending })}
          />
        </Group>
      </PageHead>
      {error ? <Failure what="The runs could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {!page && !error ? <Skeleton height={400} /> : null}
      {page?.total === 0 ? (
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
      {page && page.total > 0 ? (
        <VirtualTable
          label="Table of runs"
          columns={tableColumns(sort, ascending, (field) =>
            onChange({ sort: field, ascending: sort === field && !ascending }),
          )}
          rows={page.items}
          rowHeight={30}
          keyOf={({ number }) => number}
          onEnd={loadMore}
        />
      ) : null}
    </div>
  );
}

/** The columns with their sorting, and one of the state at the services. */
function tableColumns(
  sort: RunColumn['field'],
  ascending: boolean,
  onSort: (field: RunColumn['field']) => void,
): Column<RunRow>[] {
  return [
    ...runColumns.map(({ field, label, width, isNumber, format, link, tooltip }): Column<RunRow> => ({
      label,
      width,
      isNumber,
      cell: (run) => {
        const text = format(run);
        if (text === null) return <span className="dim">–</span>;
        return link ? link(run, text) : text;
      },
      tooltip: (run) => (tooltip ?? format)(run) ?? undefined,
      onSort: () => onSort(field),
      order: field !== sort ? 'none' : ascending ? 'ascending' : 'descending',
    })),
    {
      label: 'Services',
      width: 160,
      cell: ({ services }) => services.map((service) => <ServiceBadge key={service.name} {...service} />),
    },
  ];
}
