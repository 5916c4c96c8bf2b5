import { Text } from '@mantine/core';
import type { ChangedQuantity, PointDetailsQuery } from '../generated/operations.ts';
import { type Fact, Facts } from '../ui/facts.tsx';
import { Section } from '../ui/panel.tsx';

type Changes = NonNullable<NonNullable<PointDetailsQuery['run']>['changes']>;

/** Name and unit of each quantity. */
const quantities: Readonly<Record<ChangedQuantity, readonly [name: string, unit?: string]>> = {
  fill: ['fill'],
  injectionScheme: ['injection scheme'],
  bField: ['magnetic field', 'T'],
  l1Key: ['L1 key'],
  hltKey: ['HLT key'],
  era: ['era'],
  processingVersion: ['processing version'],
  fileVersion: ['file version'],
  release: ['release'],
  globalTag: ['global tag'],
  configRevision: ['revision'],
};

/** What differs from the previous run of the dataset; of configs, the revision of this one only. */
export function RunChanges({ changes: { previousRun, items }, configId }: { changes: Changes; configId: string }) {
  const facts = items
    .filter(({ quantity, configs }) => quantity !== 'configRevision' || configs.some(({ id }) => id === configId))
    .map(({ quantity, before, after }): Fact => {
      const [name, unit = ''] = quantities[quantity];
      return [name, `${before} → ${after} ${unit}`.trimEnd()];
    });
  return (
    <Section title={`Changes since run ${previousRun}`}>
      {facts.length > 0 ? (
        <Facts facts={facts} />
      ) : (
        <Text size="sm" c="dimmed">
          No known change of fill, magnetic field, trigger keys, software or config.
        </Text>
      )}
    </Section>
  );
}
