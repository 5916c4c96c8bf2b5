import { Group, NumberInput, SegmentedControl, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { Choices } from '../state/choice.ts';
import { mostRuns } from '../state/run-selection.ts';
import type { View } from '../state/view.ts';

/** Subsystem, dataset, runs and search: every change goes to the URL. */
export function SelectionBar({
  view,
  subsystems,
  shown,
  change,
}: {
  view: View;
  subsystems: readonly Choices[];
  shown: string;
  change: (view: Partial<View>) => void;
}) {
  const datasets = subsystems.find(({ name }) => name === view.subsystem)?.datasets ?? [];
  const primaryDatasets = [...new Set(datasets.map(({ primaryDataset }) => primaryDataset))];
  const processings = datasets.filter(({ primaryDataset }) => primaryDataset === view.primaryDataset);
  return (
    <Group gap="sm" align="end" mb="sm" role="search">
      <Select
        label="Subsystem"
        w={150}
        size="xs"
        data={subsystems.map(({ name, trendCount }) => ({ value: name, label: name, disabled: trendCount === 0 }))}
        value={view.subsystem}
        onChange={(subsystem) => subsystem !== null && change({ subsystem })}
        allowDeselect={false}
        searchable
      />
      <Select
        label="Primary dataset"
        w={150}
        size="xs"
        data={primaryDatasets}
        value={view.primaryDataset}
        onChange={(primaryDataset) => primaryDataset !== null && change({ primaryDataset })}
        allowDeselect={false}
        searchable
      />
      <Select
        label="Processing"
        w={170}
        size="xs"
        data={processings.map(({ processing, runCount }) => ({
          value: processing,
          label: `${processing} (${runCount} runs)`,
        }))}
        value={view.processing}
        onChange={(processing) => processing !== null && change({ processing })}
        allowDeselect={false}
      />
      <LatestInput
        latest={view.runs.latest}
        change={(latest) => change({ runs: { ...view.runs, by: 'latest', latest } })}
      />
      <SearchInput search={view.search} change={(search) => change({ search })} />
      <div>
        <Text size="xs" fw={500} visibleFrom="sm">
          Plots a row
        </Text>
        <SegmentedControl
          size="xs"
          visibleFrom="sm"
          aria-label="Plots a row"
          data={[{ value: '0', label: 'fit' }, '1', '2', '3', '4']}
          value={String(view.perRow)}
          onChange={(perRow) => change({ perRow: Number(perRow) })}
        />
      </div>
      <Text size="xs" c="dimmed" pb={6} aria-live="polite">
        {shown}
      </Text>
    </Group>
  );
}

function LatestInput({ latest, change }: { latest: number; change: (latest: number) => void }) {
  const [text, setText] = useDraft<number | string>(latest);
  const commit = useDebouncedCallback((value: number | string) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostRuns) change(value);
  }, 400);
  return (
    <NumberInput
      label="Latest runs"
      w={100}
      size="xs"
      min={1}
      max={mostRuns}
      allowDecimal={false}
      value={text}
      onChange={(value) => {
        setText(value);
        commit(value);
      }}
    />
  );
}

function SearchInput({ search, change }: { search: string; change: (search: string) => void }) {
  const [text, setText] = useDraft(search);
  const commit = useDebouncedCallback(change, 250);
  return (
    <TextInput
      label="Search"
      placeholder="name, title, ME path, metric"
      w={240}
      size="xs"
      type="search"
      leftSection={<Search size={14} />}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setText(value);
        commit(value);
      }}
    />
  );
}

/** What stands in an input while it is edited: the draft, until the value that it began from changes. */
function useDraft<T>(value: T): [T, (draft: T) => void] {
  const [draft, setDraft] = useState<{ from: T; text: T } | null>(null);
  return [draft !== null && draft.from === value ? draft.text : value, (text) => setDraft({ from: value, text })];
}
