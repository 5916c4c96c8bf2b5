import { Text } from '@mantine/core';
import { formatNumber, formatValue } from '../../format/numbers.ts';
import { type Fact, Facts } from '../../ui/facts.tsx';
import type { InputElement } from '../monitor-elements.ts';
import type { PointTrend } from '../provenance.tsx';
import styles from './input-histogram.module.css';

type Point = PointTrend['points'][number];

/** The value of a point with the range, the parameters and the chi-square of the fit that gave it, or why the fit cannot be drawn. */
export function Fit({ element: { curve, curveProblem }, point }: { element: InputElement; point: Point | undefined }) {
  if (curveProblem !== null)
    return (
      <Text size="xs" c="dimmed" role="status">
        The fit is not drawn: {curveProblem}.
      </Text>
    );
  if (curve === null || !point || point.value === null) return null;
  const { name, parameters, low, high, chi2, ndf } = curve;
  return (
    <section aria-label="Fit" className={styles.fit}>
      <Facts
        facts={[
          ['value', formatValue(point.value, point.errorLow ?? 0, point.errorHigh ?? 0)],
          ['fit', `${name}, ${formatNumber(low)} to ${formatNumber(high)}`],
          ...parameters.map(({ name, value, error }): Fact => [name, formatValue(value, error, error)]),
          ['χ² / ndf', chi2 === null ? null : `${formatNumber(chi2)}${ndf === null ? '' : ` / ${ndf}`}`],
        ]}
      />
    </section>
  );
}
