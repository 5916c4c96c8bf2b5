import { Anchor, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { formatValue } from '../format/numbers.ts';
import { plainTitle } from '../format/tlatex.ts';
import type { ListedInputFragment } from '../generated/operations.ts';
import { runsCodec, type SelectedRuns } from '../run-selection/run-selection.ts';
import { toParameters } from '../url/codec.ts';
import { plotLink } from '../url/links.ts';
import { pointFormat } from './point.ts';

/** What the links of the inputs lead to. */
interface Target {
  readonly subsystem: string;
  readonly run: number;
  readonly selected: SelectedRuns;
}

/** The inputs of a derived value, each with a link to its point, where its histograms are. */
export function InputsTable({ inputs, ...target }: Target & { inputs: readonly ListedInputFragment[] }) {
  return (
    <Table mt="xs" verticalSpacing={4} aria-label="Inputs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Input</Table.Th>
          <Table.Th>Value</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {inputs.map((input) => (
          <Table.Tr key={input.text}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              <InputName input={input} {...target} />
            </Table.Td>
            <Table.Td>
              <InputValue input={input} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function InputName({
  input: { text, config, primaryDataset, processing },
  subsystem,
  run,
  selected,
}: Target & { input: ListedInputFragment }) {
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

function InputValue({ input: { value, errorLow, errorHigh, reason, unit } }: { input: ListedInputFragment }) {
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
