import {
  Button,
  Checkbox,
  Group,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
} from '@mantine/core';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Elements, type InputElement, mayPass, useElements } from './elements.ts';
import { type HistogramView, overlaidRuns, parseHistogramView, writeHistogramView } from './histogram-view.ts';
import { Histogram } from './histogram.tsx';
import { Failure } from '../ui/message.tsx';

/** The histograms behind a point, with a toolbar; how they are drawn stands in the URL. */
export function PointHistograms({ trend, run, runs }: { trend: string; run: number; runs: readonly number[] }) {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get('hist');
  const view = useMemo(() => parseHistogramView(text), [text]);
  const over = useMemo(() => overlaidRuns(view, run, runs), [view, run, runs]);
  const elements = useElements(trend, [run, ...over]);
  const change = (part: Partial<HistogramView>): void =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        const written = writeHistogramView({ ...view, ...part });
        if (written === '') after.delete('hist');
        else after.set('hist', written);
        return after;
      },
      { replace: true },
    );
  const inputs = elements.of(run);
  const shown = view.inputs ? inputs : inputs?.slice(0, 1);
  const isFlat = inputs?.some(({ object }) => object?.startsWith('{"_typename":"TH2') === true) ?? false;
  return (
    <section aria-label="Histograms">
      <Toolbar view={view} change={change} isFlat={isFlat} severalInputs={(inputs?.length ?? 0) > 1} />
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
              over={over}
              elements={elements}
              view={view}
            />
          ))}
        </SimpleGrid>
      ) : null}
      <Text size="xs" c="dimmed" mt={4} visibleFrom="xs">
        Drag over an axis or the frame to zoom, double-click to see all. ← and → go to the run before and after.
      </Text>
    </section>
  );
}

function Toolbar({
  view,
  change,
  isFlat,
  severalInputs,
}: {
  view: HistogramView;
  change: (part: Partial<HistogramView>) => void;
  isFlat: boolean;
  severalInputs: boolean;
}) {
  const box = (name: 'log' | 'statistics' | 'normalised' | 'neighbours' | 'inputs', label: string) => (
    <Checkbox
      size="xs"
      label={label}
      checked={view[name]}
      onChange={({ currentTarget: { checked } }) => change({ [name]: checked })}
    />
  );
  return (
    <Group gap="sm" role="toolbar" aria-label="How the histograms are drawn">
      {box('log', 'log')}
      {box('normalised', 'normalised')}
      {box('statistics', 'statistics')}
      {box('neighbours', 'runs beside')}
      {severalInputs ? box('inputs', 'all inputs') : null}
      {isFlat ? (
        <SegmentedControl
          size="xs"
          aria-label="Projection"
          data={[
            { value: '', label: '2D' },
            { value: 'x', label: 'onto x' },
            { value: 'y', label: 'onto y' },
          ]}
          value={view.projection ?? ''}
          onChange={(value) => change({ projection: value === 'x' || value === 'y' ? value : null })}
        />
      ) : null}
      <ReferenceInput value={view.reference} change={(reference) => change({ reference })} />
    </Group>
  );
}

/** A run to draw over the histogram: taken when it is whole. */
function ReferenceInput({ value, change }: { value: number | null; change: (run: number | null) => void }) {
  const [text, setText] = useState<number | string>(value ?? '');
  const commit = (): void => {
    const run = Number(text);
    change(text === '' || !Number.isInteger(run) || run <= 0 ? null : run);
  };
  return (
    <NumberInput
      size="xs"
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
  over,
  elements,
  view,
}: {
  element: InputElement;
  run: number;
  over: readonly number[];
  elements: Elements;
  view: HistogramView;
}) {
  const { object, input } = element;
  const { of } = elements;
  const layers = useMemo(
    () => over.map((other) => ({ other, layer: of(other)?.find((each) => each.input === input), read: of(other) })),
    [over, of, input],
  );
  const drawn = useMemo(
    () => [
      ...(object === null ? [] : [{ name: `run ${run}`, object }]),
      ...layers.flatMap(({ other, layer }) => (layer?.object ? [{ name: `run ${other}`, object: layer.object }] : [])),
    ],
    [object, run, layers],
  );
  return (
    <figure className="input-histogram" data-input={element.input} data-input-state={element.state}>
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
          objects={drawn}
          view={view}
        />
      )}
      {layers
        .filter(({ layer, read }) => object !== null && read !== undefined && !layer?.object)
        .map(({ other, layer }) => (
          <Text size="xs" c="dimmed" key={other}>
            Run {other} is not there: {layer?.reason ?? 'no file of it was read for the trend'}
          </Text>
        ))}
    </figure>
  );
}

const titles: Readonly<Record<string, string>> = {
  MISSING: 'Not in the file',
  UNREADABLE: 'Damaged in the file',
  WRONG_TYPE: 'No histogram',
  TOO_LARGE: 'Too large to be shown',
  FILE_NOT_FOUND: 'The file is gone',
  FILE_UNREADABLE: 'The file cannot be read',
  BUSY: 'Busy',
  TIMED_OUT: 'The storage is slow',
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
      {mayPass(element) ? (
        <Button size="xs" variant="default" onClick={retry} mt={4} w="fit-content">
          Try again
        </Button>
      ) : null}
    </Stack>
  );
}
