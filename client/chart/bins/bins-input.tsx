import { Group, NumberInput, Select } from '@mantine/core';
import { binLumi, type Bins } from './bins.ts';

const kinds = [
  { value: 'run', label: 'Run' },
  { value: 'fill', label: 'Fill' },
  { value: 'day', label: 'Day (UTC)' },
  { value: 'week', label: 'Week' },
  { value: 'era', label: 'Era' },
  { value: 'lumi', label: 'Luminosity' },
] as const;

/** Of a new bin, in 1/pb. */
const defaultLumi = 100;

/** What the runs of plots are put together by. */
export function BinsInput({ bins, change }: { bins: Bins; change: (bins: Bins) => void }) {
  const lumi = binLumi(bins);
  return (
    <Group gap={6} align="end" wrap="nowrap">
      <Select
        label="A point for each"
        title="The weighted mean of the runs of a bin. Levels, steps, notes, changes and flags belong to runs and are not drawn then. A click on a point shows its runs."
        style={{ flex: 1 }}
        data={kinds}
        value={lumi === undefined ? bins : 'lumi'}
        onChange={(kind) => kind !== null && change(kind === 'lumi' ? `lumi${defaultLumi}` : (kind as Bins))}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
      />
      {lumi === undefined ? null : (
        <NumberInput
          aria-label="Luminosity of a point [1/pb]"
          w={96}
          suffix=" /pb"
          min={1}
          max={999_999}
          clampBehavior="strict"
          allowDecimal={false}
          value={lumi}
          onChange={(value) => typeof value === 'number' && value >= 1 && change(`lumi${value}`)}
        />
      )}
    </Group>
  );
}
