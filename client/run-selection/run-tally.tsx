import { Text } from '@mantine/core';
import type { SelectedRunsFragment } from '../generated/operations.ts';
import styles from './run-tally.module.css';

/** How many runs of a dataset a selection matches, and how many it excludes, by reason. */
export type RunCounts = Omit<SelectedRunsFragment, 'columns'>;

/** The counts as a table. */
export function RunTally({ counts }: { counts: RunCounts | undefined }) {
  if (!counts) return null;
  const excluded = counts.excluded.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={styles.root} role="status">
      <Text size="xs" fw={600}>
        {counts.matching.toLocaleString('en')} {counts.matching === 1 ? 'run matches' : 'runs match'}
        {excluded > 0 ? `, ${excluded.toLocaleString('en')} do not:` : ''}
      </Text>
      {excluded > 0 ? (
        <table>
          <tbody>
            {counts.excluded.map(({ name, count }) => (
              <tr key={name}>
                <td>{count.toLocaleString('en')}</td>
                <td>{name}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  );
}

/** The counts in one line. */
export function summarizeCounts(counts: RunCounts): string {
  const excluded = counts.excluded.length > 0 ? ` (${summarizeExcluded(counts)})` : '';
  return `${counts.matching.toLocaleString('en')} runs${excluded}`;
}

/** How many runs are excluded for the most frequent reasons. */
export function summarizeExcluded({ excluded }: RunCounts): string {
  const reasons = excluded.slice(0, 2).map(({ name, count }) => `${count.toLocaleString('en')} ${name}`);
  const rest = excluded.slice(2).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0) reasons.push(`${rest.toLocaleString('en')} more`);
  return `excluded: ${reasons.join(', ')}`;
}
