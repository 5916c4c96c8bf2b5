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
import { maxLatestRuns, runFilters, type SelectedRuns } from './run-selection.ts';
import { GoldenInput } from './golden-input.tsx';
import { type RunCounts, RunTally } from './run-tally.tsx';
import styles from './run-picker.module.css';

/** Which runs: what chooses them, what they must be like, how many match and why the others do not. */
export function RunPicker({
  runs,
  counts,
  change,
}: {
  runs: SelectedRuns;
  /** Of the first dataset; undefined while they are not there. */
  counts: RunCounts | undefined;
  change: (part: Partial<SelectedRuns>) => void;
}) {
  const small = useMediaQuery('(max-width: 500px)');
  const filters = runFilters(runs).length;
  // A list and a golden JSON count when they are there, not when they are about to be written.
  const [by, setBy] = useDraft(runs.by);
  return (
    <Popover position="bottom-start" shadow="md" width={small ? 'calc(100vw - 16px)' : 430} trapFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          rightSection={<ChevronDown size={13} />}
          aria-label={`Runs: ${runsInWords(runs)}`}
        >
          {runsInWords(runs)}
          {filters > 0 ? `, ${filters} ${filters === 1 ? 'filter' : 'filters'}` : ''}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Which runs">
        <Stack gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="What chooses the runs"
            data={[
              { value: 'latest', label: 'Latest' },
              { value: 'list', label: 'List or range' },
              { value: 'golden', label: 'Golden JSON' },
              { value: 'all', label: 'All' },
            ]}
            value={by}
            onChange={(value) => {
              const chosen = value as SelectedRuns['by'];
              setBy(chosen);
              if (chosen === 'latest' || chosen === 'all' || runs[chosen] !== '') change({ by: chosen });
            }}
          />
          {by === 'latest' ? <LatestInput latest={runs.latest} change={(latest) => change({ by, latest })} /> : null}
          {by === 'list' ? <ListInput list={runs.list} change={(list) => change({ by, list })} /> : null}
          {by === 'golden' ? <GoldenInput golden={runs.golden} change={(golden) => change({ by, golden })} /> : null}
          <Divider label="of these only" labelPosition="left" />
          <Switch
            size="xs"
            label="Significant runs, and those not known yet"
            checked={runs.significant}
            onChange={({ currentTarget: { checked } }) => change({ significant: checked })}
          />
          <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
            <NamesInput
              label="Class"
              names={runs.classes}
              counts={counts?.classes ?? []}
              change={(classes) => change({ classes })}
            />
            <NamesInput label="Era" names={runs.eras} counts={counts?.eras ?? []} change={(eras) => change({ eras })} />
            <QuantityInput
              label="Least duration (min)"
              value={runs.minDurationSeconds / 60}
              change={(minutes) => change({ minDurationSeconds: Math.round(minutes * 60) })}
            />
            <QuantityInput
              label="Least luminosity (/pb)"
              value={runs.minRecordedLumi}
              change={(minRecordedLumi) => change({ minRecordedLumi })}
            />
          </SimpleGrid>
          <FillsInput fills={runs.fills} change={(fills) => change({ fills })} />
          <RunTally counts={counts} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function runsInWords({ by, latest, list }: SelectedRuns): string {
  if (by === 'all') return 'All runs';
  if (by === 'golden') return 'Golden JSON';
  if (by === 'latest') return `Latest ${latest} runs`;
  return list === '' ? 'List of runs' : `Runs ${list.length > 24 ? `${list.slice(0, 23)}…` : list}`;
}

function LatestInput({ latest, change }: { latest: number; change: (latest: number) => void }) {
  const [text, setText] = useCommittedDraft<number | string>(latest, (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxLatestRuns) change(value);
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

function ListInput({ list, change }: { list: string; change: (list: string) => void }) {
  const [text, setText] = useCommittedDraft(list, (value) => {
    if (parseRunList(value).problem === undefined) change(value.trim());
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
  change,
}: {
  label: string;
  names: readonly string[];
  counts: RunCounts['classes'];
  change: (names: string[]) => void;
}) {
  const countOf = new Map(counts.map(({ name, count }) => [name, count]));
  return (
    <MultiSelect
      label={label}
      placeholder={names.length === 0 ? 'any' : ''}
      size="xs"
      data={[...new Set([...countOf.keys(), ...names])]}
      value={[...names]}
      onChange={change}
      renderOption={({ option }) => (
        <span className={styles.option}>
          {option.value} <span className="dim">{countOf.get(option.value) ?? 0} runs</span>
        </span>
      )}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

function QuantityInput({ label, value, change }: { label: string; value: number; change: (value: number) => void }) {
  const [text, setText] = useCommittedDraft<number | string>(value === 0 ? '' : value, (value) =>
    change(typeof value === 'number' ? value : 0),
  );
  return <NumberInput label={label} placeholder="any" size="xs" min={0} value={text} onChange={setText} />;
}

function FillsInput({ fills, change }: { fills: readonly number[]; change: (fills: number[]) => void }) {
  const read = (text: string): number[] | undefined => {
    const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
    return parts.every((part) => /^\d{1,6}$/.test(part)) ? parts.map(Number) : undefined;
  };
  const [text, setText] = useCommittedDraft(fills.join(', '), (value) => {
    const numbers = read(value);
    if (numbers) change(numbers);
  });
  return (
    <TextInput
      label="Fills"
      placeholder="any"
      size="xs"
      value={text}
      error={read(text) ? undefined : 'numbers of fills, with commas between them'}
      onChange={({ currentTarget: { value } }) => setText(value)}
    />
  );
}
