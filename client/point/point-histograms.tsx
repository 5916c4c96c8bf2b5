import { Button, Group, NumberInput, SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Failure } from '../ui/message.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { fields } from '../url/codec.ts';
import { useUrlState } from '../url/use-url-state.ts';
import { histogramCodec, type HistogramOptions, overlaidRuns } from './histogram-options.ts';
import { Fit } from './fit.tsx';
import { Histogram } from './histogram.tsx';
import { type InputElement, isTransient, type MonitorElements, useMonitorElements } from './monitor-elements.ts';
import { type AxisName, projectionAxes } from './projection.ts';
import type { PointTrend } from './provenance.tsx';
import styles from './input-histogram.module.css';

const codec = fields<{ histogram: HistogramOptions }>({ histogram: histogramCodec });

/** The histograms behind a point, with a toolbar; its options are in the URL. */
export function PointHistograms({
  trend: { id, points },
  run,
  runs,
}: {
  trend: PointTrend;
  run: number;
  runs: readonly number[];
}) {
  const [{ histogram: options }, update] = useUrlState(codec);
  const others = useMemo(() => overlaidRuns(options, run, runs), [options, run, runs]);
  const shownRuns = useMemo(() => [run, ...others], [run, others]);
  const elements = useMonitorElements(id, shownRuns);
  const inputs = elements.of(run);
  const shown = options.inputs ? inputs : inputs?.slice(0, 1);
  const projections = inputs?.map(({ className }) => projectionAxes(className)) ?? [];
  const axes = projections.reduce<readonly AxisName[]>((max, each) => (each.length > max.length ? each : max), []);
  return (
    <section aria-label="Histograms">
      <Toolbar
        options={options}
        change={(part) => update({ histogram: { ...options, ...part } }, { replace: true })}
        axes={axes}
        hasSeveralInputs={(inputs?.length ?? 0) > 1}
      />
      {elements.error ? (
        <Failure what="The histograms could not be loaded." error={elements.error} retry={elements.retry} />
      ) : null}
      {inputs === undefined && !elements.error ? <Skeleton height={300} mt="xs" /> : null}
      {inputs === null ? <Text size="sm">No file of this run was read for the trend.</Text> : null}
      {shown ? (
        <SimpleGrid cols={{ base: 1, sm: shown.length > 1 ? 2 : 1 }} spacing="sm" mt="xs">
          {shown.map((element) => (
            <InputHistogram
              key={element.input}
              element={element}
              run={run}
              others={others}
              elements={elements}
              point={points[0]}
              options={options}
            />
          ))}
        </SimpleGrid>
      ) : null}
      <Text size="xs" c="dimmed" mt={4} visibleFrom="xs">
        Drag over an axis or the frame to zoom, double-click to zoom out. ← and → open the previous and the next run.
      </Text>
    </section>
  );
}

function Toolbar({
  options,
  change,
  axes,
  hasSeveralInputs,
}: {
  options: HistogramOptions;
  change: (part: Partial<HistogramOptions>) => void;
  /** That an input can be projected onto. */
  axes: readonly AxisName[];
  hasSeveralInputs: boolean;
}) {
  const checkbox = (name: 'log' | 'statistics' | 'normalised' | 'neighbours' | 'inputs', label: string) => (
    <Toggle label={label} checked={options[name]} onChange={(checked) => change({ [name]: checked })} />
  );
  return (
    <Group gap="sm" role="toolbar" aria-label="Histogram options">
      {checkbox('log', 'log')}
      {checkbox('normalised', 'normalised')}
      {checkbox('statistics', 'statistics')}
      {checkbox('neighbours', 'neighbouring runs')}
      {hasSeveralInputs ? checkbox('inputs', 'all inputs') : null}
      {axes.length > 0 ? (
        <SegmentedControl
          aria-label="Projection"
          data={[
            { value: '', label: `${axes.length}D` },
            ...axes.map((axis) => ({ value: axis, label: `onto ${axis}` })),
          ]}
          value={options.projection !== null && axes.includes(options.projection) ? options.projection : ''}
          onChange={(value) => change({ projection: axes.find((axis) => axis === value) ?? null })}
        />
      ) : null}
      <ReferenceInput value={options.reference} change={(reference) => change({ reference })} />
    </Group>
  );
}

/** The number of the reference run, committed on Enter or when the input loses focus. */
function ReferenceInput({ value, change }: { value: number | null; change: (run: number | null) => void }) {
  const [text, setText] = useState<number | string>(value ?? '');
  const commit = (): void => {
    const run = Number(text);
    change(text === '' || !Number.isInteger(run) || run <= 0 ? null : run);
  };
  return (
    <NumberInput
      w={130}
      hideControls
      allowDecimal={false}
      allowNegative={false}
      placeholder="reference run"
      aria-label="Reference run"
      value={text}
      onChange={setText}
      onBlur={commit}
      onKeyDown={({ key }) => key === 'Enter' && commit()}
    />
  );
}

function InputHistogram({
  element,
  run,
  others,
  elements,
  point,
  options,
}: {
  element: InputElement;
  run: number;
  /** Overlaid runs. */
  others: readonly number[];
  elements: MonitorElements;
  point: PointTrend['points'][number] | undefined;
  options: HistogramOptions;
}) {
  const { object, input } = element;
  const { of } = elements;
  const overlaid = useMemo(
    () =>
      others.map((other) => ({
        run: other,
        isLoaded: of(other) !== undefined,
        element: of(other)?.find((each) => each.input === input),
      })),
    [others, of, input],
  );
  const objects = useMemo(
    () => [
      ...(object === null ? [] : [{ name: `run ${run}`, object }]),
      ...overlaid.flatMap(({ run, element }) =>
        element?.object ? [{ name: `run ${run}`, object: element.object }] : [],
      ),
    ],
    [object, run, overlaid],
  );
  return (
    <figure className={styles.root} data-input={element.input} data-input-state={element.state}>
      <figcaption>
        <b>{element.input}</b> <span className="mono">{element.path}</span>
        {element.run === run ? null : ` of run ${element.run}`}
        {element.className === null ? null : <span className="dim"> {element.className}</span>}
      </figcaption>
      {object === null ? (
        <NoHistogram element={element} retry={elements.retry} />
      ) : (
        <Histogram
          label={`${element.className ?? ''} ${element.path} of run ${element.run}`}
          objects={objects}
          curve={element.curve}
          options={options}
        />
      )}
      <Fit element={element} point={point} />
      {overlaid
        .filter(({ isLoaded, element }) => object !== null && isLoaded && !element?.object)
        .map(({ run, element }) => (
          <Text size="xs" c="dimmed" key={run}>
            Run {run} unavailable: {element?.reason ?? 'no file of it was read for the trend'}
          </Text>
        ))}
    </figure>
  );
}

const titles: Readonly<Record<string, string>> = {
  MISSING: 'Not in the file',
  UNREADABLE: 'Corrupt in the file',
  WRONG_TYPE: 'Not a histogram',
  TOO_LARGE: 'Too large to display',
  FILE_NOT_FOUND: 'File not found',
  FILE_UNREADABLE: 'File not readable',
  BUSY: 'Server busy',
  TIMED_OUT: 'Storage timed out',
};

function NoHistogram({ element, retry }: { element: InputElement; retry: () => void }) {
  if (element.text !== null)
    return (
      <Text fw={600} py="md">
        {element.text}
      </Text>
    );
  return (
    <Stack gap={2} py="md" role="status">
      <Text fw={600} size="sm">
        {titles[element.state] ?? element.state}
      </Text>
      <Text size="sm" c="dimmed">
        {element.reason}
      </Text>
      {element.state.startsWith('FILE') ? <span className="mono">{element.file}</span> : null}
      {isTransient(element) ? (
        <Button onClick={retry} mt={4} w="fit-content">
          Retry
        </Button>
      ) : null}
    </Stack>
  );
}
