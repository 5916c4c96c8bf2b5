import { useQuery } from '@apollo/client/react';
import { Anchor, Skeleton, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { DerivedInputsDocument, type DerivedInputsQuery } from '../generated/operations.ts';
import { formatValue } from '../format/numbers.ts';
import { plainTitle } from '../format/tlatex.ts';
import { runsCodec, type SelectedRuns } from '../run-selection/run-selection.ts';
import { Failure } from '../ui/message.tsx';
import { toParameters } from '../url/codec.ts';
import { plotLink } from '../url/links.ts';
import { pointFormat } from './point.ts';
import type { PointTrend } from './provenance.tsx';

type Input = NonNullable<DerivedInputsQuery['derivedInputs']>[number];

/** The expression of a derived point and its inputs, each with a link to its point, where its histograms are. */
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
      {data?.derivedInputs ? (
        <Table mt="xs" verticalSpacing={4} aria-label="Inputs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Input</Table.Th>
              <Table.Th>Value</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.derivedInputs.map((input) => (
              <Table.Tr key={input.text}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  <InputName input={input} {...{ subsystem, run, selected }} />
                </Table.Td>
                <Table.Td>
                  <InputValue input={input} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : null}
      {data?.derivedInputs === null ? <Text size="sm">The dataset has no file of this run.</Text> : null}
    </section>
  );
}

function InputName({
  input: { text, config, primaryDataset, processing },
  subsystem,
  run,
  selected,
}: {
  input: Input;
  subsystem: string;
  run: number;
  selected: SelectedRuns;
}) {
  if (config === null || primaryDataset === null || processing === null) return <span className="mono">{text}</span>;
  const parameters = new URLSearchParams([
    ...toParameters(runsCodec, selected),
    ['point', pointFormat.format({ config, run })],
  ]);
  const to = plotLink({ subsystem, config, primaryDataset, processing }, parameters);
  return (
    <Anchor component={Link} to={to} size="sm" className="mono" title={`The point of ${text}, with its histograms`}>
      {text}
    </Anchor>
  );
}

function InputValue({ input: { value, errorLow, errorHigh, reason, unit } }: { input: Input }) {
  if (value === null)
    return (
      <Text size="sm" span>
        No value: {reason}
      </Text>
    );
  const number = errorLow === null || errorHigh === null ? String(value) : formatValue(value, errorLow, errorHigh);
  return (
    <>
      {number} <span className="dim">{plainTitle(unit)}</span>
    </>
  );
}
