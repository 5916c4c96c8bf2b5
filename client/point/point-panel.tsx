import { useQuery } from '@apollo/client/react';
import { ActionIcon, Anchor, Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { PointDetailsDocument } from '../generated/operations.ts';
import { RunFlags } from '../flags/run-flags.tsx';
import { dialsLink, dqmGuiLink, newDqmGuiLink, omsLink, runRegistryLink } from '../url/cms-links.ts';
import { formatValue } from '../format/numbers.ts';
import { RunNotes } from '../notes/run-notes.tsx';
import { DerivedInputs } from './derived-inputs.tsx';
import type { DatasetName } from './point.ts';
import { runsCodec, toRunSelection, withoutRun } from '../run-selection/run-selection.ts';
import { toParameters } from '../url/codec.ts';
import { browseLink, plotLink } from '../url/links.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { Failure } from '../ui/message.tsx';
import { RunLink } from '../ui/run-link.tsx';
import { PointHistograms } from './point-histograms.tsx';
import { type PointTrend, Provenance } from './provenance.tsx';
import { RunAttributes } from './run-attributes.tsx';
import { RunChanges } from './run-changes.tsx';
import styles from './point-panel.module.css';
import { TitleText } from '../ui/title-text.tsx';
import { plainTitle } from '../format/tlatex.ts';

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
  const [selected, selectRuns] = useUrlState(runsCodec);
  useReturnedFocus();
  const { primaryDataset, processing } = dataset;
  const names = useMemo(() => [config], [config]);
  const select = useMemo(() => toRunSelection(selected), [selected]);
  const { data, previousData, error, refetch } = useQuery(PointDetailsDocument, {
    variables: { subsystem, ...dataset, names, run, select },
  });
  const trend = data?.trends[0];
  const runs = (data ?? previousData)?.others[0]?.columns.runs ?? noRuns;
  const [previous, next] = neighbours(runs, run);
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowLeft: previous, ArrowRight: next }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onRun(to);
  };
  const plot = plotLink({ subsystem, config, ...dataset }, toParameters(runsCodec, selected));
  return (
    <Drawer
      opened
      position="right"
      size="var(--point-panel-width)"
      onClose={close}
      withOverlay={false}
      lockScroll={false}
      shadow="xl"
      portalProps={portal}
      onKeyDown={onKey}
      closeButtonProps={closeButton}
      title={
        <Group gap={6} wrap="nowrap">
          <Step to={previous} label="Previous run" shortcut="←" onRun={onRun} />
          <Text fw={700}>
            <RunLink run={run}>Run {run}</RunLink>
          </Text>
          <Step to={next} label="Next run" shortcut="→" onRun={onRun} />
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            title="Exclude this run from all plots of the page"
            onClick={() => {
              selectRuns(withoutRun(selected, run));
              close();
            }}
          >
            Exclude run
          </Button>
        </Group>
      }
    >
      <Stack gap="md" data-run={run}>
        <div>
          <Text fw={600} size="sm">
            <TitleText title={trend?.config.title ?? config} />
          </Text>
          <Text size="xs" c="dimmed">
            {subsystem} / {config}, {dataset.primaryDataset} {dataset.processing}
          </Text>
          {trend ? <Value trend={trend} /> : null}
          <Links trend={trend} run={run} plot={plot} dataset={dataset} />
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
      </Stack>
    </Drawer>
  );
}

const noRuns: readonly number[] = [];

/** An element of its own, by which style sheets know that the panel is open. */
const portal = { reuseTargetNode: false, className: styles.portal };

/** Has the focus first: the first button that is enabled while the runs are loading would exclude the run. */
const closeButton = { 'aria-label': 'Close', 'data-autofocus': true };

/** Gives the focus back, when the panel closes, to the element that had it before; to its plot where it is no longer there. */
function useReturnedFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (!(before instanceof HTMLElement) || before === document.body) return;
      const plot = before.closest<HTMLElement>('[data-plot]')?.dataset['plot'];
      // The drawer takes the focus along when it is removed, after this.
      setTimeout(() => {
        const inPlot = plot && document.querySelector<HTMLElement>(`[data-plot="${CSS.escape(plot)}"] [tabindex="0"]`);
        const target = before.isConnected ? before : inPlot;
        if (target) target.focus({ preventScroll: true });
      });
    },
    [before],
  );
}

function neighbours(runs: readonly number[], run: number): [number | undefined, number | undefined] {
  const index = runs.indexOf(run);
  return index < 0
    ? [runs.findLast((other) => other < run), runs.find((other) => other > run)]
    : [runs[index - 1], runs[index + 1]];
}

function Step({
  to,
  label,
  shortcut,
  onRun,
}: {
  to: number | undefined;
  label: string;
  shortcut: '←' | '→';
  onRun: (run: number) => void;
}) {
  return (
    <ActionIcon
      variant="default"
      disabled={to === undefined}
      onClick={() => to !== undefined && onRun(to)}
      aria-label={label}
      title={to === undefined ? 'No other run in this selection' : `${label}: ${to} (${shortcut})`}
    >
      {shortcut === '←' ? <ArrowLeft size={16} /> : <ArrowRight size={16} />}
    </ActionIcon>
  );
}

function Value({ trend }: { trend: PointTrend }) {
  const [point] = trend.points;
  if (!point) return <Text size="sm">No file of this run was read for the trend.</Text>;
  const { value, errorLow, errorHigh, entries } = point;
  return (
    <Text mt={4} component="div">
      {value === null ? (
        <Text span size="sm" c="var(--mantine-color-error)">
          No value: {point.reason} <span className="mono">({point.failure})</span>
        </Text>
      ) : (
        <Text span fw={600}>
          {formatValue(value, errorLow ?? 0, errorHigh ?? 0)}
        </Text>
      )}
      <Text span size="sm" c="dimmed">
        {value === null ? '' : ` ${plainTitle(trend.config.yTitle)}`}
        {entries === null ? '' : ` · ${entries.toLocaleString('en')} entries`}
      </Text>
    </Text>
  );
}

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
