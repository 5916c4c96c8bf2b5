import { Text } from '@mantine/core';
import { describeChange } from '../format/run-changes.ts';
import type { ListedRunChangesFragment } from '../generated/operations.ts';
import { Facts } from '../ui/facts.tsx';
import { RunLink } from '../ui/run-link.tsx';
import { Section } from '../ui/panel.tsx';

interface RunChangesProps {
  changes: ListedRunChangesFragment;
  /** Of configs, the revision of this one only. */
  configId?: string;
}

/** What differs from the previous run of the dataset. */
export function RunChanges({ changes: { previousRun, items }, configId }: RunChangesProps) {
  const facts =
    configId === undefined
      ? items
      : items
          .filter(({ quantity, configs }) => quantity !== 'configRevision' || configs.some(({ id }) => id === configId))
          .map((change) => ({ ...change, configs: [] }));
  return (
    <Section
      title={`Changes since run ${previousRun}`}
      heading={
        <>
          Changes since run <RunLink run={previousRun} />
        </>
      }
    >
      {facts.length > 0 ? (
        <Facts facts={facts.map(describeChange)} />
      ) : (
        <Text size="sm" c="dimmed">
          No known change of fill, magnetic field, trigger keys, software or config.
        </Text>
      )}
    </Section>
  );
}
