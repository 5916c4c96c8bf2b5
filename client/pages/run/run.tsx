import { useQuery } from '@apollo/client/react';
import { Skeleton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import {
  RunEventsDocument,
  RunPageDocument,
  type RunPageQuery,
  RunTrendsDocument,
} from '../../generated/operations.ts';
import { PointPanel } from '../../point/point-panel.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { RunLink } from '../../ui/run-link.tsx';
import { pageLink, runLink } from '../../url/links.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { RunFacts } from './run-facts.tsx';
import { RunHead } from './run-head.tsx';
import type { JudgedTrend } from './run-text.ts';
import { maxTrends, pointParameters, RunTrends, trendStep } from './run-trends.tsx';
import { judgementArguments, type RunView, runViewCodec, sameViewLink } from './run-view.ts';

/** Alarms that are listed. */
const maxAlarms = 12;

/** The page of a run. */
export function RunPage() {
  const { run = '' } = useParams();
  if (!/^[1-9]\d{0,8}$/.test(run))
    return (
      <Empty title="Run not found">
        {run} is not the number of a run. <Link to={pageLink('/runs')}>All runs</Link>
      </Empty>
    );
  return <RunOfNumber run={Number(run)} />;
}

/** What is known of a run, its files and alarms, and how good the values of all trends are in it. */
function RunOfNumber({ run }: { run: number }) {
  const [view, update] = useUrlState(runViewCodec);
  const [more, setMore] = useState({ list: '', limit: trendStep });
  const navigate = useNavigate();
  const list = JSON.stringify([run, view.filter, view.state]);
  const limit = more.list === list ? more.limit : trendStep;
  const head = useQuery(RunPageDocument, {
    variables: { run, before: run - 1, after: run + 1 },
    fetchPolicy: 'cache-and-network',
  });
  const events = useQuery(RunEventsDocument, {
    variables: { run, limit: maxAlarms },
    fetchPolicy: 'cache-and-network',
  });
  const trends = useQuery(RunTrendsDocument, {
    variables: { run, ...judgementArguments(view), limit },
    fetchPolicy: 'cache-and-network',
  });
  const { data } = head;
  const previous = data?.previous.items[0]?.number;
  const next = data?.next.items[0]?.number;
  const step = (to: number | undefined): void => {
    if (to !== undefined && !document.querySelector('[role="dialog"]')) void navigate(sameViewLink(to, view));
  };
  useHotkeys([
    ['[', () => step(previous)],
    [']', () => step(next)],
    ['ArrowLeft', ({ target }) => isIdle(target) && step(previous), { preventDefault: false }],
    ['ArrowRight', ({ target }) => isIdle(target) && step(next), { preventDefault: false }],
  ]);
  if (head.error && !data)
    return <Failure what="The run could not be loaded." error={head.error} retry={() => void head.refetch()} />;
  if (!data) return <Skeleton height={420} m="md" aria-label="Loading" aria-busy />;
  if (!data.run) return <UnknownRun run={run} previous={previous} next={next} />;
  // A list that grows, or another one of the same run, replaces the one before when it is there.
  const former = trends.previousData?.run?.number === run ? trends.previousData : undefined;
  const judgements = (trends.data ?? former)?.run?.judgements;
  const event = events.data?.run;
  return (
    <div className="page">
      <RunHead
        run={data.run}
        previous={previous}
        next={next}
        judgements={judgements}
        changes={event?.changes}
        view={view}
      />
      <RunFacts run={data.run} files={data.files} judgements={judgements} trends={trends} events={events} view={view} />
      {judgements && judgements.counts.total > 0 ? (
        <RunTrends
          run={run}
          judgements={judgements}
          datasets={datasetsOf(data.files.items)}
          view={view}
          limit={limit}
          showMore={() => setMore({ list, limit: Math.min(maxTrends, limit + 4 * trendStep) })}
          update={update}
          open={(judged, runs) => void navigate(openLink(run, view, judged, runs), { preventScrollReset: true })}
        />
      ) : null}
      {view.point ? <OpenPoint view={view} update={update} /> : null}
    </div>
  );
}

/** Whether arrow keys scroll nothing and move nothing at the element. */
function isIdle(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof HTMLElement && target.id === 'main');
}

function openLink(run: number, view: RunView, judged: JudgedTrend, runs: readonly number[]): string {
  const parameters = new URLSearchParams(sameViewLink(run, view).split('?')[1]);
  for (const [key, value] of pointParameters(judged, run, runs)) parameters.append(key, value);
  return runLink(run, parameters);
}

/** The panel of the point that the URL names. */
function OpenPoint({
  view,
  update,
}: {
  view: RunView;
  update: (part: Partial<RunView>, options?: { readonly replace?: boolean }) => void;
}) {
  const { point } = view;
  if (!point?.dataset) return null;
  const [subsystem = '', ...name] = point.config.split('/');
  return (
    <PointPanel
      subsystem={subsystem}
      dataset={point.dataset}
      config={name.join('/')}
      run={point.run}
      onRun={(run) => update({ point: { ...point, run } }, { replace: true })}
      close={() => update({ point: null })}
    />
  );
}

function UnknownRun({ run, previous, next }: { run: number; previous: number | undefined; next: number | undefined }) {
  return (
    <Empty title="Run not found">
      <div>
        No scan has found a DQM file of run {run}. <Link to={pageLink('/runs')}>All runs</Link>
      </div>
      {[
        ['Previous', previous],
        ['Next', next],
      ].map(([name, other]) =>
        typeof other === 'number' ? (
          <div key={name}>
            {name} run: <RunLink run={other} />
          </div>
        ) : null,
      )}
    </Empty>
  );
}

/** The datasets with an extracted file, by name. */
function datasetsOf(files: RunPageQuery['files']['items']): string[] {
  const names = files
    .filter(({ state }) => state === 'extracted')
    .map(({ primaryDataset, processing }) => `${primaryDataset} ${processing}`);
  return [...new Set(names)].toSorted();
}
