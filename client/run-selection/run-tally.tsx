import { Text } from '@mantine/core';
import styles from './run-tally.module.css';

interface Count {
  readonly name: string;
  readonly count: number;
}

/** What a selection of runs comes to in a dataset. */
export interface RunCounts {
  readonly matching: number;
  readonly excluded: readonly Count[];
  readonly classes: readonly Count[];
  readonly eras: readonly Count[];
}

/** How many runs match, and why the others are out. */
export function RunTally({ counts }: { counts: RunCounts | undefined }) {
  if (!counts) return null;
  const out = counts.excluded.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={styles.root} role="status">
      <Text size="xs" fw={600}>
        {counts.matching.toLocaleString('en')} {counts.matching === 1 ? 'run matches' : 'runs match'}
        {out > 0 ? `, ${out.toLocaleString('en')} do not:` : ''}
      </Text>
      {out > 0 ? (
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

/** The same in one line. */
export function tallyInWords({ matching, excluded }: RunCounts): string {
  const reasons = excluded.slice(0, 2).map(({ name, count }) => `${count.toLocaleString('en')} ${name}`);
  const rest = excluded.slice(2).reduce((sum, { count }) => sum + count, 0);
  if (rest > 0) reasons.push(`${rest.toLocaleString('en')} more`);
  return `${matching.toLocaleString('en')} runs${reasons.length > 0 ? ` (out: ${reasons.join(', ')})` : ''}`;
}
