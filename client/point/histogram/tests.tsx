import { Text } from '@mantine/core';
import type { ComparisonFragment } from '../../generated/operations.ts';
import { formatNumber } from '../../format/numbers.ts';
import { Facts } from '../../ui/facts.tsx';
import styles from './input-histogram.module.css';

/** Chi-square and Kolmogorov of two histograms, or why there are none. */
export function Tests({ comparison, label }: { comparison: ComparisonFragment; label: string }) {
  const { problem, chi2, ndf, chi2Probability, chi2Option, kolmogorovDistance, kolmogorovProbability } = comparison;
  if (problem !== null)
    return (
      <Text size="xs" c="dimmed" role="status">
        Not compared: {problem}.
      </Text>
    );
  if (chi2 === null && kolmogorovDistance === null) return null;
  const probability = (p: number | null): string => (p === null ? '' : `, p = ${formatNumber(p)}`);
  return (
    <section aria-label={label} className={styles.fit}>
      <Facts
        facts={[
          [
            'χ² / ndf',
            chi2 === null
              ? null
              : `${formatNumber(chi2)} / ${ndf ?? 0}${probability(chi2Probability)}${chi2Option === 'WW' ? ' (weighted)' : ''}`,
          ],
          [
            'Kolmogorov',
            kolmogorovDistance === null
              ? null
              : `${formatNumber(kolmogorovDistance)}${probability(kolmogorovProbability)}`,
          ],
        ]}
      />
    </section>
  );
}
