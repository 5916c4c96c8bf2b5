import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { comparisonPads } from '../../../point/histogram/comparison-pads.ts';
import type { HistogramOptions } from '../../../point/histogram/histogram-options.ts';
import { Histogram } from '../../../point/histogram/histogram.tsx';
import { projectionAxes } from '../../../point/histogram/projection.ts';
import { Tests } from '../../../point/histogram/tests.tsx';
import styles from './summed-histogram.module.css';
import type { TrendSums } from './use-sums.ts';

/** The sums of A and B over one another with their ratio, or beside one another where they have several dimensions. */
export function SummedHistogram({
  sums: { name, a, b, comparison },
  options,
}: {
  sums: TrendSums;
  options: HistogramOptions;
}) {
  const objects = useMemo(() => {
    const named = (set: string, { object, runs, curve }: TrendSums['a']) => {
      const of = `${set}: ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;
      return object === null ? [] : [{ name: of, object, curve: curve && { ...curve, name: `${set}: ${curve.name}` } }];
    };
    return [...named('A', a), ...named('B', b)];
  }, [a, b]);
  const pads = useMemo(() => comparisonPads(comparison, options, 'A / B'), [comparison, options]);
  const axes = projectionAxes(a.className);
  const isOverlaid = axes.length === 0 || (options.projection !== null && axes.includes(options.projection));
  const drawings = isOverlaid ? [objects] : objects.map((each) => [each]);
  return (
    <figure className={styles.root} data-sums={name}>
      <figcaption>
        <b>{name}</b> <span className="dim">{a.className}</span>
      </figcaption>
      {objects.length === 0 ? null : (
        <div className={isOverlaid ? styles.overlaid : styles.beside}>
          {drawings.map((each) => (
            <div key={each[0]?.name}>
              <Histogram
                label={`${name}, ${each.map((object) => object.name).join(' and ')}`}
                objects={each}
                options={options}
                pads={isOverlaid ? pads : noPads}
              />
              {isOverlaid ? null : (
                <Text size="xs" c="dimmed">
                  {each[0]?.name}
                </Text>
              )}
            </div>
          ))}
        </div>
      )}
      <Tests comparison={comparison} label={`Comparison of ${name}`} />
    </figure>
  );
}

const noPads: readonly never[] = [];
