import { useQuery } from '@apollo/client/react';
import { Skeleton } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Empty, Failure } from '../components/message.tsx';
import { PlotGrid } from '../components/plot-grid.tsx';
import { PointPanel } from '../components/point-panel.tsx';
import { SelectionBar } from '../components/selection-bar.tsx';
import { SubsystemsDocument, TrendListDocument } from '../generated/operations.ts';
import { completeView } from '../state/choice.ts';
import { arrangePlots } from '../state/plots.ts';
import { parseView, type View, viewParameters } from '../state/view.ts';

/** The grid of trends of a subsystem in a dataset. */
export function TrendsPage() {
  const [parameters, setParameters] = useSearchParams();
  const asked = useMemo(() => parseView(parameters), [parameters]);
  const choices = useQuery(SubsystemsDocument);
  const subsystems = choices.data?.subsystems;
  const view = useMemo(() => (subsystems ? completeView(asked, subsystems) : asked), [asked, subsystems]);
  const { subsystem, primaryDataset, processing, search } = view;
  const list = useQuery(TrendListDocument, {
    variables: { subsystem, primaryDataset, processing, search: search || null },
    skip: primaryDataset === '' || processing === '',
  });
  const plots = useMemo(
    () => (list.data ? arrangePlots(list.data.trends, list.data.displayGroups) : undefined),
    [list.data],
  );

  useEffect(() => {
    document.title = subsystem === '' ? 'HDQM' : `${subsystem} · ${primaryDataset} ${processing} · HDQM`;
  }, [subsystem, primaryDataset, processing]);

  const change = (part: Partial<View>): void => setParameters(viewParameters({ ...view, ...part }));
  if (choices.error)
    return (
      <Failure what="The subsystems could not be loaded." error={choices.error} retry={() => void choices.refetch()} />
    );
  if (subsystems && !subsystems.some(({ trendCount }) => trendCount > 0)) {
    return (
      <Empty title="There are no trends yet">
        A scan reads the DQM files and makes the trends: <Link to="/scans">Scans</Link> shows how far it is, and starts
        one. On the command line it is <code>npx hdqm scan</code>.
      </Empty>
    );
  }
  return (
    <main className="page">
      <SelectionBar
        view={view}
        subsystems={subsystems ?? []}
        shown={plots ? `${plots.length} ${plots.length === 1 ? 'plot' : 'plots'}` : ''}
        change={change}
      />
      {list.error ? (
        <Failure what="The trends could not be loaded." error={list.error} retry={() => void list.refetch()} />
      ) : null}
      {!list.error && !plots ? <Waiting /> : null}
      {plots?.length === 0 ? (
        <Empty title={search === '' ? 'No trend has data here' : `Nothing matches “${search}”`}>
          {search === ''
            ? 'Choose another subsystem or dataset.'
            : 'The search looks for all its words in names, titles, ME paths and metrics.'}
        </Empty>
      ) : null}
      {view.point && primaryDataset !== '' ? (
        <PointPanel
          subsystem={subsystem}
          dataset={view.point.dataset ?? { primaryDataset, processing }}
          config={view.point.config}
          run={view.point.run}
          onRun={(run) => view.point && change({ point: { ...view.point, run } })}
          close={() => change({ point: null })}
        />
      ) : null}
      {plots && plots.length > 0 ? <PlotGrid plots={plots} view={view} choose={(point) => change({ point })} /> : null}
    </main>
  );
}

function Waiting() {
  return (
    <div
      style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(360px, 1fr))', gap: 10 }}
      aria-label="Loading"
      aria-busy
    >
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={252} />
      ))}
    </div>
  );
}
