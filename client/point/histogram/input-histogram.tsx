import { Button, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { Fit } from './fit.tsx';
import type { HistogramOptions } from './histogram-options.ts';
import type { ComparisonFragment } from '../../generated/operations.ts';
import { comparisonPads } from './comparison-pads.ts';
import { Histogram } from './histogram.tsx';
import { Tests } from './tests.tsx';
import { type InputElement, isTransient, type MonitorElements } from '../monitor-elements.ts';
import type { PointTrend } from '../provenance.tsx';
import styles from './input-histogram.module.css';

/** An ME with its name, drawn with those of other runs over it, or the reason why there is none. */
export function InputHistogram({
  element,
  run,
  others,
  elements,
  point,
  options,
  isNamed = true,
  comparison,
}: {
  element: InputElement;
  run: number;
  /** Overlaid runs. */
  others: readonly number[];
  elements: MonitorElements;
  point: PointTrend['points'][number] | undefined;
  options: HistogramOptions;
  /** Whether the name of the input is shown. */
  isNamed?: boolean;
  /** With the reference run. */
  comparison?: { readonly reference: number; readonly of: ComparisonFragment } | undefined;
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
      ...(object === null ? [] : [{ name: `run ${run}`, object, curve: element.curve }]),
      ...overlaid.flatMap(({ run, element }) =>
        element?.object ? [{ name: `run ${run}`, object: element.object }] : [],
      ),
    ],
    [object, element.curve, run, overlaid],
  );
  const pads = useMemo(
    () => (comparison ? comparisonPads(comparison.of, options, 'ratio') : []),
    [comparison, options],
  );
  return (
    <figure className={styles.root} data-input={element.input} data-input-state={element.state}>
      <figcaption>
        {isNamed ? <b>{element.input} </b> : null}
        <span className="mono">{element.path}</span>
        {element.run === run ? null : ` of run ${element.run}`}
        {element.className === null ? null : <span className="dim"> {element.className}</span>}
      </figcaption>
      {object === null ? (
        <NoHistogram element={element} retry={elements.retry} />
      ) : (
        <Histogram
          label={`${element.className ?? ''} ${element.path} of run ${element.run}`}
          objects={objects}
          options={options}
          pads={pads}
        />
      )}
      {comparison && object !== null ? (
        <Tests comparison={comparison.of} label={`Comparison with run ${comparison.reference}`} />
      ) : null}
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
