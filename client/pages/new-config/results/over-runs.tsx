import { Button, Group, NumberInput, Text, Title } from '@mantine/core';
import { ChartOptionsMenu } from '../../../chart/options-menu.tsx';
import { DraftOverRunsDocument, type DraftOverRunsSubscription } from '../../../generated/operations.ts';
import { ReadingStatus } from '../../../over-runs/reading-status.tsx';
import { RunReasons } from '../../../over-runs/run-reasons.tsx';
import { useRunStream } from '../../../over-runs/use-run-stream.ts';
import type { DatasetName } from '../../../point/point.ts';
import { Toggle } from '../../../ui/toggle.tsx';
import type { Update } from '../../../url/use-url-state.ts';
import { type DraftView, maxLatest } from '../draft-view.ts';
import { BackTestList } from './back-test-list.tsx';
import { backTestsOf, type DraftConfig, type DraftRun, failuresOf, timing } from './draft-lines.ts';
import { DraftPlots } from './draft-plot.tsx';
import { RunHistograms } from './run-histograms.tsx';
import { useDraftRequest } from './use-draft-request.ts';
import styles from './over-runs.module.css';

/** Runs of a back-test that has enough of them to say something. */
const backTestRuns = 100;

/** The values of the selected configs over the latest runs, as they are read, and what the judgement would have found in them. */
export function OverRuns({
  text,
  subsystem,
  dataset,
  configs,
  view,
  update,
}: {
  text: string;
  subsystem: string;
  dataset: DatasetName;
  /** One to four. */
  configs: readonly DraftConfig[];
  view: DraftView;
  update: Update<DraftView>;
}) {
  const { latest, isSplit, run } = view;
  const { variables, isCurrent } = useDraftRequest({ subsystem, text, configs, dataset, latest });
  const read = useRunStream(DraftOverRunsDocument, variables, runOf);
  // Results are in the order of the configs that were read.
  const stream = isCurrent ? read : { ...read, runs: noRuns, total: undefined, state: 'reading' as const };
  const { runs, state } = stream;
  const times = timing(runs);
  const backTests = backTestsOf(runs);
  const names = configs.map(({ name }) => name);
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
        {latest < backTestRuns ? (
          <Button onClick={() => update({ latest: backTestRuns }, { replace: true })}>
            Back-test {backTestRuns} runs
          </Button>
        ) : null}
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
        {times ? (
          <Text size="xs" c="dimmed" title="Time to read the MEs of a run and to compute its values">
            A run takes {formatMs(times.median)} (median), at most {formatMs(times.max)}.
          </Text>
        ) : null}
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
      <RunReasons
        runs={runs.map(({ run, state: fileState, reason }) => ({
          run,
          reason: fileState === 'READ' ? null : (reason ?? fileState),
        }))}
      />
      {configs.map(({ name }, index) => (
        <RunReasons key={name} runs={failuresOf(runs, index, configs.length > 1 ? `${name}: ` : '')} />
      ))}
      {backTests ? <BackTestList backTests={backTests} names={names} /> : null}
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

const noRuns: readonly DraftRun[] = [];

const runOf = ({ draftOverRuns }: DraftOverRunsSubscription): DraftRun => draftOverRuns;

const formatMs = (milliseconds: number): string =>
  `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
