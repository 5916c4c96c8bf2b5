import { useQuery } from '@apollo/client/react';
import { Skeleton, Text } from '@mantine/core';
import { DerivedInputsDocument } from '../generated/operations.ts';
import type { SelectedRuns } from '../run-selection/run-selection.ts';
import { Failure } from '../ui/message.tsx';
import { InputsTable } from './inputs-table.tsx';
import type { PointTrend } from './provenance.tsx';

/** The expression of a derived point, and its inputs. */
export function DerivedInputs({
  trend: { id, config },
  subsystem,
  run,
  selected,
}: {
  trend: PointTrend;
  subsystem: string;
  run: number;
  selected: SelectedRuns;
}) {
  const { data, error, refetch } = useQuery(DerivedInputsDocument, { variables: { trend: id, run } });
  const { formula } = config;
  return (
    <section aria-label="Inputs">
      <Text className="mono" size="sm">
        {formula?.expression}
      </Text>
      {formula && formula.correlation !== 'none' ? (
        <Text size="xs" c="dimmed">
          Correlation of the inputs: {formula.correlation}
        </Text>
      ) : null}
      {error ? <Failure what="The inputs could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={80} mt="xs" /> : null}
      {data?.derivedInputs ? <InputsTable inputs={data.derivedInputs} {...{ subsystem, run, selected }} /> : null}
      {data?.derivedInputs === null ? <Text size="sm">The dataset has no file of this run.</Text> : null}
    </section>
  );
}
