import { Text } from '@mantine/core';
import { RunLinks } from '../ui/run-link.tsx';

/** The reasons why runs have no contents or no value, the runs with the same one together. */
export function RunReasons({
  runs,
}: {
  runs: readonly {
    readonly run: number;
    /** Null where there is none. */
    readonly reason: string | null;
  }[];
}) {
  const byReason = new Map<string, number[]>();
  for (const { run, reason } of runs) {
    if (reason !== null) byReason.set(reason, [...(byReason.get(reason) ?? []), run]);
  }
  return [...byReason].map(([reason, of]) => (
    <Text size="xs" c="dimmed" key={reason}>
      {reason}: {of.length > maxNamed ? `${of.length} runs, the latest ` : of.length === 1 ? 'run ' : 'runs '}
      <RunLinks runs={of.slice(-maxNamed)} max={maxNamed} />
    </Text>
  ));
}

/** Runs that are named at most. */
const maxNamed = 8;
