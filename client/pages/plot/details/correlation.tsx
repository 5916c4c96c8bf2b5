import { ActionIcon, Group, Select, useComputedColorScheme } from '@mantine/core';
import { ArrowLeftRight } from 'lucide-react';
import { useMemo } from 'react';
import { scaleColor } from '../../../chart/color-scale.ts';
import { correlationChart, type PairPoint } from './correlation-chart.ts';
import { SmallChart } from './small-chart.tsx';
import { regression } from '../../../chart/statistics/regression.ts';
import { formatNumber, formatValue } from '../../../format/numbers.ts';
import type { CorrelationAxes } from '../plot-view.ts';
import legend from './color-legend.module.css';
import styles from './correlation.module.css';

/** A quantity that can be an axis of a correlation, with one value per run of the page. */
export interface Quantity {
  readonly key: string;
  readonly title: string;
  readonly values: readonly (number | null)[];
  /** Lengths of the error bars; 0 or null without one. */
  readonly errorsLow: readonly (number | null)[];
  readonly errorsHigh: readonly (number | null)[];
}

/** A scatter plot of two quantities, one point per run, with a linear fit. */
export function Correlation({
  quantities,
  runs,
  axes,
  clip,
  change,
  openRun,
}: {
  quantities: readonly Quantity[];
  runs: readonly number[];
  axes: CorrelationAxes;
  /** Whether the axes follow the bulk of the points. */
  clip: boolean;
  change: (axes: CorrelationAxes) => void;
  openRun: (run: number) => void;
}) {
  const dark = useComputedColorScheme('light') === 'dark';
  const [x, y, color] = [axes.x, axes.y, axes.color].map((key) => quantities.find((each) => each.key === key));
  const points = useMemo(() => (x && y && color ? toPoints(runs, x, y, color) : []), [runs, x, y, color]);
  const line = useMemo(
    () =>
      regression(
        points.map((point) => point.x),
        points.map((point) => point.y),
      ),
    [points],
  );
  const configuration = useMemo(
    () =>
      correlationChart({
        points,
        line,
        clip,
        titles: { x: x?.title ?? '', y: y?.title ?? '', color: color?.title ?? '' },
        dark,
        openRun,
      }),
    [points, line, clip, x, y, color, dark, openRun],
  );
  const figures = line
    ? [
        `r = ${line.r === undefined ? '–' : line.r.toFixed(3)}`,
        `slope ${formatValue(line.slope, line.slopeError, line.slopeError)}`,
        `intercept ${formatValue(line.intercept, line.interceptError, line.interceptError)}`,
        `${line.count} runs`,
      ]
    : [`${points.length} common runs: no fit`];
  const quantitySelect = (label: string, axis: keyof CorrelationAxes) => (
    <Select
      label={label}
      w={210}
      allowDeselect={false}
      data={quantities.map(({ key, title }) => ({ value: key, label: title }))}
      value={axes[axis]}
      onChange={(key) => key !== null && change({ ...axes, [axis]: key })}
    />
  );
  return (
    <section aria-label="Correlation">
      <Group gap="xs" align="end">
        {quantitySelect('y', 'y')}
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Swap x and y"
          title="Swap x and y"
          onClick={() => change({ ...axes, x: axes.y, y: axes.x })}
        >
          <ArrowLeftRight size={14} />
        </ActionIcon>
        {quantitySelect('x', 'x')}
        {quantitySelect('Color by', 'color')}
        <ColorLegend points={points} isRun={axes.color === 'run'} dark={dark} />
      </Group>
      <p className={styles.figures} role="status">
        {figures.map((text) => (
          <span key={text}>{text}</span>
        ))}
      </p>
      {points.length === 0 ? (
        <p className="dim">No run has values of both. Select other quantities or runs.</p>
      ) : (
        <SmallChart
          configuration={configuration}
          label={`${y?.title ?? ''} vs. ${x?.title ?? ''}: ${figures.join(', ')}`}
        />
      )}
    </section>
  );
}

function toPoints(runs: readonly number[], x: Quantity, y: Quantity, color: Quantity): PairPoint[] {
  return runs.flatMap((run, index) => {
    const [xValue, yValue] = [x.values[index] ?? null, y.values[index] ?? null];
    return xValue === null || yValue === null
      ? []
      : [
          {
            run,
            x: xValue,
            y: yValue,
            xErrors: errorsOf(x, index),
            yErrors: errorsOf(y, index),
            color: color.values[index] ?? null,
          },
        ];
  });
}

const errorsOf = ({ errorsLow, errorsHigh }: Quantity, index: number): readonly [low: number, high: number] => [
  errorsLow[index] ?? 0,
  errorsHigh[index] ?? 0,
];

/** The colour scale with its ends. */
function ColorLegend({ points, isRun, dark }: { points: readonly PairPoint[]; isRun: boolean; dark: boolean }) {
  const values = points.flatMap(({ color }) => color ?? []);
  if (values.length === 0) return null;
  const format = (value: number): string => (isRun ? String(value) : formatNumber(value));
  const colors = [0, 0.25, 0.5, 0.75, 1].map((value) => scaleColor(value, 0, 1, dark));
  return (
    <span className={legend.root}>
      {format(Math.min(...values))}
      <i style={{ background: `linear-gradient(to right, ${colors.join(', ')})` }} />
      {format(Math.max(...values))}
    </span>
  );
}
