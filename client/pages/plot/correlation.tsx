import { ActionIcon, Group, Select, useComputedColorScheme } from '@mantine/core';
import { ArrowLeftRight } from 'lucide-react';
import { useMemo } from 'react';
import { scaleColor } from '../../chart/color-scale.ts';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import type { PlotPair } from './plot-view.ts';
import { regression } from '../../chart/regression.ts';
import { correlationChart, type PairPoint } from '../../chart/correlation-chart.ts';
import { SmallChart } from '../../chart/small-chart.tsx';

/** What can be drawn against each other: a value for each run of the page. */
export interface Quantity {
  readonly key: string;
  readonly title: string;
  readonly values: readonly (number | null)[];
}

/** One quantity against another, run by run, with the straight line through them. */
export function Correlation({
  quantities,
  runs,
  pair,
  change,
  choose,
}: {
  quantities: readonly Quantity[];
  runs: readonly number[];
  pair: PlotPair;
  change: (pair: PlotPair) => void;
  choose: (run: number) => void;
}) {
  const dark = useComputedColorScheme('light') === 'dark';
  const [x, y, color] = [pair.x, pair.y, pair.color].map((key) => quantities.find((each) => each.key === key));
  const points = useMemo(() => (x && y && color ? pairPoints(runs, x, y, color) : []), [runs, x, y, color]);
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
        titles: { x: x?.title ?? '', y: y?.title ?? '', color: color?.title ?? '' },
        dark,
        choose,
      }),
    [points, line, x, y, color, dark, choose],
  );
  const told = line
    ? [
        `r = ${line.r === undefined ? '–' : line.r.toFixed(3)}`,
        `slope ${formatValue(line.slope, line.slopeError, line.slopeError)}`,
        `intercept ${formatValue(line.intercept, line.interceptError, line.interceptError)}`,
        `${line.count} runs`,
      ]
    : [`${points.length} runs have both: no line`];
  const pick = (label: string, part: keyof PlotPair, value: string) => (
    <Select
      label={label}
      size="xs"
      w={210}
      allowDeselect={false}
      data={quantities.map(({ key, title }) => ({ value: key, label: title }))}
      value={value}
      onChange={(key) => key !== null && change({ ...pair, [part]: key })}
    />
  );
  return (
    <section aria-label="Correlation" className="correlation">
      <Group gap="xs" align="end">
        {pick('y', 'y', pair.y)}
        <ActionIcon
          variant="default"
          size={30}
          aria-label="Exchange x and y"
          title="Exchange x and y"
          onClick={() => change({ ...pair, x: pair.y, y: pair.x })}
        >
          <ArrowLeftRight size={14} />
        </ActionIcon>
        {pick('x', 'x', pair.x)}
        {pick('Coloured by', 'color', pair.color)}
        <ColorLegend points={points} isRun={pair.color === 'run'} dark={dark} />
      </Group>
      <p className="correlation-figures" role="status">
        {told.map((text) => (
          <span key={text}>{text}</span>
        ))}
      </p>
      {points.length === 0 ? (
        <p className="dim">No run has a value of both. Choose other quantities, or other runs.</p>
      ) : (
        <SmallChart
          configuration={configuration}
          label={`${y?.title ?? ''} against ${x?.title ?? ''}: ${told.join(', ')}`}
        />
      )}
    </section>
  );
}

function pairPoints(runs: readonly number[], x: Quantity, y: Quantity, color: Quantity): PairPoint[] {
  return runs.flatMap((run, place) => {
    const [atX, atY] = [x.values[place] ?? null, y.values[place] ?? null];
    return atX === null || atY === null ? [] : [{ run, x: atX, y: atY, color: color.values[place] ?? null }];
  });
}

/** From which colour to which the scale goes, and what they are. */
function ColorLegend({ points, isRun, dark }: { points: readonly PairPoint[]; isRun: boolean; dark: boolean }) {
  const shades = points.flatMap(({ color }) => color ?? []);
  if (shades.length === 0) return null;
  const [least, most] = [Math.min(...shades), Math.max(...shades)];
  const text = (value: number): string => (isRun ? String(value) : formatNumber(value));
  const steps = [0, 0.25, 0.5, 0.75, 1].map((part) => scaleColor(part, 0, 1, dark));
  return (
    <span className="color-legend">
      {text(least)}
      <i style={{ background: `linear-gradient(to right, ${steps.join(', ')})` }} />
      {text(most)}
    </span>
  );
}
