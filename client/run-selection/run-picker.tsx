import {
  Button,
  Divider,
  MultiSelect,
  NumberInput,
  Popover,
  SegmentedControl,
  SimpleGrid,
  Stack,
  Switch,
  TextInput,
} from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { ChevronDown } from 'lucide-react';
import { useCommittedDraft, useDraft } from '../ui/use-draft.ts';
import { parseRunList } from './run-list.ts';
import { countFilters, maxLatestRuns, type SelectedRuns } from './run-selection.ts';
import { GoldenInput } from './golden-input.tsx';
import { type RunCounts, RunTally } from './run-tally.tsx';
import styles from './run-picker.module.css';

/** Selects runs: the latest, a list or a golden JSON, with filters. Shows how many match and why others do not. */
export function RunPicker({
  runs,
  counts,
  onChange,
}: {
  runs: SelectedRuns;
  /** Of the first dataset; undefined while loading. */
  counts: RunCounts | undefined;
  onChange: (part: Partial<SelectedRuns>) => void;
}) {
  const small = useMediaQuery('(max-width: 500px)');
  const filters = countFilters(runs);
  // A list or a golden JSON takes effect when it is entered.
  const [by, setBy] = useDraft(runs.by);
  return (
    <Popover position="bottom-start" shadow="md" width={small ? 'calc(100vw - 16px)' : 430} trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          rightSection={<ChevronDown size={13} />}
          aria-label={`Runs: ${describeRuns(runs)}`}
        >
          {describeRuns(runs)}
          {filters > 0 ? `, ${filters} ${filters === 1 ? 'filter' : 'filters'}` : ''}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Run selection">
        <Stack gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="Select runs by"
            data={[
              { value: 'latest', label: 'Latest' },
              { value: 'list', label: 'List or range' },
              { value: 'golden', label: 'Golden JSON' },
              { value: 'all', label: 'All' },
            ]}
            value={by}
            onChange={(value) => {
              const selected = value as SelectedRuns['by'];
              setBy(selected);
              if (selected === 'latest' || selected === 'all' || runs[selected] !== '') onChange({ by: selected });
            }}
          />
          {by === 'latest' ? (
            <LatestInput latest={runs.latest} onChange={(latest) => onChange({ by, latest })} />
          ) : null}
          {by === 'list' ? <ListInput list={runs.list} onChange={(list) => onChange({ by, list })} /> : null}
          {by === 'golden' ? (
            <GoldenInput golden={runs.golden} onChange={(golden) => onChange({ by, golden })} />
          ) : null}
          <Divider label="Filters" labelPosition="left" />
          <Switch
            size="xs"
            label="Significant or pending runs only"
            checked={runs.significant}
            onChange={({ currentTarget: { checked } }) => onChange({ significant: checked })}
          />
          <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
            <NamesInput
              label="Class"
              names={runs.classes}
              counts={counts?.classes ?? []}
              onChange={(classes) => onChange({ classes })}
            />
            <NamesInput
              label="Era"
              names={runs.eras}
              counts={counts?.eras ?? []}
              onChange={(eras) => onChange({ eras })}
            />
            <QuantityInput
              label="Min. duration [min]"
              value={runs.minDurationSeconds / 60}
              onChange={(minutes) => onChange({ minDurationSeconds: Math.round(minutes * 60) })}
            />
            <QuantityInput
              label="Min. recorded luminosity [/pb]"
              value={runs.minRecordedLumi}
              onChange={(minRecordedLumi) => onChange({ minRecordedLumi })}
            />
          </SimpleGrid>
          <FillsInput fills={runs.fills} onChange={(fills) => onChange({ fills })} />
          <RunTally counts={counts} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function describeRuns({ by, latest, list }: SelectedRuns): string {
  if (by === 'all') return 'All runs';
  if (by === 'golden') return 'Golden JSON';
  if (by === 'latest') return `Latest ${latest} runs`;
  return list === '' ? 'List of runs' : `Runs ${list.length > 24 ? `${list.slice(0, 23)}…` : list}`;
}

function LatestInput({ latest, onChange }: { latest: number; onChange: (latest: number) => void }) {
  const [text, setText] = useCommittedDraft<number | string>(latest, (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxLatestRuns) onChange(value);
  });
  return (
    <NumberInput
      label="Latest runs"
      size="xs"
      min={1}
      max={maxLatestRuns}
      allowDecimal={false}
      value={text}
      onChange={setText}
      data-autofocus
    />
  );
}

function ListInput({ list, onChange }: { list: string; onChange: (list: string) => void }) {
  const [text, setText] = useCommittedDraft(list, (value) => {
    if (parseRunList(value).problem === undefined) onChange(value.trim());
  });
  return (
    <TextInput
      label="Runs and ranges"
      placeholder="355100-355200, 355300"
      size="xs"
      value={text}
      error={text.trim() === '' ? undefined : parseRunList(text).problem}
      onChange={({ currentTarget: { value } }) => setText(value)}
      data-autofocus
    />
  );
}

function NamesInput({
  label,
  names,
  counts,
  onChange,
}: {
  label: string;
  names: readonly string[];
  counts: RunCounts['classes'];
  onChange: (names: string[]) => void;
}) {
  const countOf = new Map(counts.map(({ name, count }) => [name, count]));
  return (
    <MultiSelect
      label={label}
      placeholder={names.length === 0 ? 'any' : ''}
      size="xs"
      data={[...new Set([...countOf.keys(), ...names])]}
      value={[...names]}
      onChange={onChange}
      renderOption={({ option }) => (
        <span className={styles.option}>
          {option.value} <span className="dim">{countOf.get(option.value) ?? 0} runs</span>
        </span>
      )}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

function QuantityInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  const [text, setText] = useCommittedDraft<number | string>(value === 0 ? '' : value, (value) =>
    onChange(typeof value === 'number' ? value : 0),
  );
  return <NumberInput label={label} placeholder="any" size="xs" min={0} value={text} onChange={setText} />;
}

function FillsInput({ fills, onChange }: { fills: readonly number[]; onChange: (fills: number[]) => void }) {
  const read = (text: string): number[] | undefined => {
    const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
    return parts.every((part) => /^\d{1,6}$/.test(part)) ? parts.map(Number) : undefined;
  };
  const [text, setText] = useCommittedDraft(fills.join(', '), (value) => {
    const numbers = read(value);
    if (numbers) onChange(numbers);
  });
  return (
    <TextInput
      label="Fills"
      placeholder="any"
      size="xs"
      value={text}
      error={read(text) ? undefined : 'Fill numbers, separated by commas'}
      onChange={({ currentTarget: { value } }) => setText(value)}
    />
  );
}
