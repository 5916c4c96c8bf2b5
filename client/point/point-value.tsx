import { Text } from '@mantine/core';
import { formatValue } from '../format/numbers.ts';
import { plainTitle } from '../format/tlatex.ts';
import type { PointTrend } from './provenance.tsx';

type Point = Pick<PointTrend['points'][number], 'value' | 'errorLow' | 'errorHigh' | 'entries' | 'failure' | 'reason'>;

/** The value of a point with its uncertainty and entries, or why it has none. */
export function PointValue({ point, yTitle }: { point: Point | undefined; yTitle: string }) {
  if (!point) return <Text size="sm">No file of this run was read for the trend.</Text>;
  const { value, errorLow, errorHigh, entries } = point;
  return (
    <Text mt={4} component="div">
      {value === null ? (
        <Text span size="sm" c="var(--mantine-color-error)">
          No value: {point.reason} <span className="mono">({point.failure})</span>
        </Text>
      ) : (
        <Text span fw={600}>
          {formatValue(value, errorLow ?? 0, errorHigh ?? 0)}
        </Text>
      )}
      <Text span size="sm" c="dimmed">
        {value === null ? '' : ` ${plainTitle(yTitle)}`}
        {entries === null ? '' : ` · ${entries.toLocaleString('en')} entries`}
      </Text>
    </Text>
  );
}
