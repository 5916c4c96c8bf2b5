import { Group, NumberInput, Text, Title } from '@mantine/core';
import { ChartOptionsMenu } from '../../../chart/options-menu.tsx';
import { ReadingStatus } from '../../../over-runs/reading-status.tsx';
import { RunReasons } from '../../../over-runs/run-reasons.tsx';
import type { DatasetName } from '../../../point/point.ts';
import { Toggle } from '../../../ui/toggle.tsx';
import type { Update } from '../../../url/use-url-state.ts';
import { type DraftView, maxLatest } from '../draft-view.ts';
import { type DraftConfig, failuresOf } from './draft-lines.ts';
import { DraftPlots } from './draft-plot.tsx';
import { RunHistograms } from './run-histograms.tsx';
import { useDraftRuns } from './use-draft-runs.ts';
import styles from './over-runs.module.css';

/** The values of the selected configs over the latest runs, as they are read. */
export function OverRuns({
  subsystem,
  dataset,
  configs,
  view,
  update,
}: {
  subsystem: string;
  dataset: DatasetName;
  /** One or two. */
  configs: readonly DraftConfig[];
  view: DraftView;
  update: Update<DraftView>;
}) {
  const { latest, isSplit, run } = view;
  const stream = useDraftRuns({ configs, dataset, latest });
  const { runs, state } = stream;
  const opened = configs[0];
  return (
    <section aria-label="Over runs" className={styles.root}>
      <Group gap="sm" role="toolbar" aria-label="Options of the runs">
        <Title order={3} size="h6">
          Over runs
        </Title>
        <NumberInput
          aria-label="Number of runs"
          w={90}
          min={1}
          max={maxLatest}
          clampBehavior="strict"
          value={latest}
          suffix=" runs"
          onChange={(value) => typeof value === 'number' && value >= 1 && update({ latest: value }, { replace: true })}
        />
        {configs.length > 1 ? (
          <Toggle
            label="One plot each"
            checked={isSplit}
            onChange={(checked) => update({ isSplit: checked }, { replace: true })}
          />
        ) : null}
        <div className={styles.options}>
          <ChartOptionsMenu options={view.chart} change={(part) => update(part, { replace: true })} />
        </div>
      </Group>
      <Group gap="sm" className={styles.status}>
        <div className={styles.reading}>
          <ReadingStatus stream={stream} />
        </div>
      </Group>
      <DraftPlots
        configs={configs}
        runs={runs}
        isComplete={state !== 'reading' && runs.length > 0}
        isSplit={isSplit}
        latest={latest}
        subsystem={subsystem}
        dataset={dataset}
        options={view.chart}
        highlightedRun={run ?? undefined}
        onPoint={(clicked) => update({ run: clicked })}
      />
      {configs.some(({ threshold, paths }) => threshold !== null || Object.keys(paths).length > 1) ? (
        <Text size="xs" c="dimmed">
          These values are of the main ME alone: other inputs and the min. entries apply to the value in the latest
          file.
        </Text>
      ) : null}
      <RunReasons
        runs={runs.map(({ run, state: fileState, reason }) => ({
          run,
          reason: fileState === 'READ' ? null : (reason ?? fileState),
        }))}
      />
      {configs.map(({ name }, index) => (
        <RunReasons key={name} runs={failuresOf(runs, index, configs.length > 1 ? `${name}: ` : '')} />
      ))}
      {run !== null && opened ? (
        <RunHistograms
          run={run}
          dataset={dataset}
          paths={opened.paths as Readonly<Record<string, readonly string[]>>}
          close={() => update({ run: null })}
        />
      ) : null}
    </section>
  );
}
