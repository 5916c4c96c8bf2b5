import { Skeleton, useComputedColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { formatNumber, meanAndRms } from '../state/numbers.ts';
import { distinctParts, type Plot } from '../state/plots.ts';
import { seriesColors } from './trend-chart.ts';
import type { PointName } from '../state/point.ts';
import type { RunInfo } from './point-hint.tsx';
import { type Columns, TrendPlot } from './trend-plot.tsx';

/** A plot of the grid with its title, mean and RMS; a skeleton until its points are there. */
export function PlotCard({
  plot,
  columnsOf,
  runInfo,
  choose,
}: {
  plot: Plot;
  columnsOf: (trend: string) => Columns | undefined;
  runInfo: (run: number) => RunInfo | undefined;
  choose: (point: PointName) => void;
}) {
  const names = useMemo(() => {
    const whole = plot.trends.map(({ config }) => config.name);
    return new Map(distinctParts(whole).map((short, index) => [whole[index], short]));
  }, [plot]);
  const lines = useMemo(
    () =>
      plot.trends.flatMap(({ id, config }) => {
        const columns = columnsOf(id);
        return columns ? [{ name: names.get(config.name) ?? config.name, columns }] : [];
      }),
    [plot, names, columnsOf],
  );
  const ready = lines.length === plot.trends.length;
  return (
    <article className="plot-card" data-plot={plot.key}>
      <div
        className="plot-title"
        title={[plot.yTitle, ...plot.trends.map(({ config }) => `${config.name}: ${config.metric}`)].join('\n')}
      >
        {plot.title}
      </div>
      {ready ? (
        <>
          {plot.isGroup ? (
            <Legend names={lines.map(({ name }) => name)} />
          ) : (
            <Figures values={lines[0]?.columns.values ?? []} />
          )}
          <TrendPlot
            title={plot.title}
            yTitle={plot.yTitle}
            lines={lines}
            runInfo={runInfo}
            onPoint={(run, line) => {
              const config = plot.trends[line]?.config.name;
              if (config !== undefined) choose({ config, run });
            }}
          />
        </>
      ) : (
        <Skeleton height="calc(var(--plot-height) + 14px)" mt={4} />
      )}
    </article>
  );
}

function Figures({ values }: { values: readonly (number | null)[] }) {
  const figures = meanAndRms(values);
  const gaps = values.length - (figures?.count ?? 0);
  return (
    <div className="plot-figures">
      {figures
        ? `mean ${formatNumber(figures.mean)}, RMS ${formatNumber(figures.rms)}, ${figures.count} runs`
        : 'no value in these runs'}
      {gaps > 0 ? `, ${gaps} ${gaps === 1 ? 'gap' : 'gaps'}` : ''}
    </div>
  );
}

function Legend({ names }: { names: readonly string[] }) {
  const colors = seriesColors(useComputedColorScheme('light') === 'dark');
  return (
    <div className="legend">
      {names.map((name, index) => (
        <span key={name}>
          <i style={{ background: colors[index % colors.length] }} />
          {name}
        </span>
      ))}
    </div>
  );
}
