import { useQuery } from '@apollo/client/react';
import { Anchor, Group, Skeleton, Text } from '@mantine/core';
import { useMemo } from 'react';
import { Link, useLocation } from 'react-router';
import { PointDetailsDocument } from '../generated/operations.ts';
import { RunFlags } from '../flags/run-flags.tsx';
import { dialsLink, dqmGuiLink, newDqmGuiLink, omsLink, runRegistryLink } from '../url/cms-links.ts';
import { RunNotes } from '../notes/run-notes.tsx';
import { DerivedInputs } from './derived-inputs.tsx';
import { type DatasetName, isChain } from './point.ts';
import { runsCodec, toRunSelection } from '../run-selection/run-selection.ts';
import { toParameters } from '../url/codec.ts';
import { browseLink, plotLink } from '../url/links.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { Failure } from '../ui/message.tsx';
import { PointHistograms } from './point-histograms.tsx';
import { PointValue } from './point-value.tsx';
import { type PointTrend, Provenance } from './provenance.tsx';
import { RunAttributes } from './run-attributes.tsx';
import { RunChanges } from './run-changes.tsx';
import { RunDrawer } from './run-drawer.tsx';
import { TitleText } from '../ui/title-text.tsx';

/** A panel beside the plots with the details of one point: its histograms, its provenance and the attributes of its run. */
export function PointPanel({
  subsystem,
  dataset,
  config,
  run,
  onRun,
  close,
}: {
  subsystem: string;
  dataset: DatasetName;
  /** Name of the config. */
  config: string;
  run: number;
  /** Opens the point of another run. */
  onRun: (run: number) => void;
  close: () => void;
}) {
  const [selected] = useUrlState(runsCodec);
  const { primaryDataset, processing } = dataset;
  const names = useMemo(() => [config], [config]);
  const select = useMemo(() => toRunSelection(selected), [selected]);
  const { data, previousData, error, refetch } = useQuery(PointDetailsDocument, {
    variables: { subsystem, ...dataset, names, run, select },
  });
  const trend = data?.trends[0];
  const member = trend?.points[0]?.dataset;
  const runs = (data ?? previousData)?.others[0]?.columns.runs ?? noRuns;
  const plot = plotLink({ subsystem, config, ...dataset }, toParameters(runsCodec, selected));
  return (
    <RunDrawer {...{ run, runs, onRun, close }}>
      <div>
        <Text fw={600} size="sm">
          <TitleText title={trend?.config.title ?? config} />
        </Text>
        <Text size="xs" c="dimmed">
          {subsystem} / {config}, {dataset.primaryDataset} {dataset.processing}
          {isChain(dataset) && member ? `: ${member.primaryDataset} ${member.processing}` : ''}
        </Text>
        {trend ? <PointValue point={trend.points[0]} yTitle={trend.config.yTitle} /> : null}
        <Links trend={trend} run={run} plot={plot} dataset={member ?? dataset} />
      </div>
      {error ? <Failure what="The point could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} /> : null}
      {data && !trend ? (
        <Text size="sm">
          The trend {config} has no data in {dataset.primaryDataset} {dataset.processing}.
        </Text>
      ) : null}
      {trend && trend.config.formula === null ? <PointHistograms trend={trend} run={run} runs={runs} /> : null}
      {trend?.config.formula ? <DerivedInputs {...{ trend, subsystem, run, selected }} /> : null}
      {data ? <RunNotes run={run} trend={{ subsystem, config, primaryDataset, processing }} /> : null}
      {data?.run && data.run.flags.length > 0 ? <RunFlags flags={data.run.flags} /> : null}
      {trend ? <Provenance trend={trend} /> : null}
      {trend && data?.run?.changes ? <RunChanges changes={data.run.changes} configId={trend.config.id} /> : null}
      {data?.run ? <RunAttributes run={data.run} /> : null}
    </RunDrawer>
  );
}

const noRuns: readonly number[] = [];

function Links({
  trend,
  run,
  plot,
  dataset,
}: {
  trend: PointTrend | undefined;
  run: number;
  plot: string;
  dataset: DatasetName;
}) {
  const file = trend?.points[0]?.file;
  const { pathname } = useLocation();
  const [path] = trend ? mainPaths(trend) : [];
  return (
    <Group gap="sm" mt={6} component="nav" aria-label="Links">
      {plot.startsWith(`${pathname}?`) ? null : (
        <Anchor component={Link} to={plot} size="sm">
          Open plot page
        </Anchor>
      )}
      {file && path !== undefined ? (
        <Anchor component={Link} to={browseLink({ ...dataset, run, element: path })} size="sm">
          Browse file
        </Anchor>
      ) : null}
      <ExternalLink href={omsLink(run)}>OMS</ExternalLink>
      <ExternalLink href={runRegistryLink(run)}>Run Registry</ExternalLink>
      {file && path !== undefined ? (
        <>
          <ExternalLink href={dqmGuiLink({ run, path: file.path }, path)}>DQM GUI</ExternalLink>
          <ExternalLink href={newDqmGuiLink(run, { run, path: file.path })}>new DQM GUI</ExternalLink>
        </>
      ) : null}
      <ExternalLink href={dialsLink(run)}>DIALS</ExternalLink>
    </Group>
  );
}

function mainPaths({ config }: PointTrend): readonly string[] {
  return (config.paths as { main?: string[] }).main ?? [];
}

function ExternalLink({ href, children }: { href: string; children: string }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm">
      {children} ↗
    </Anchor>
  );
}
