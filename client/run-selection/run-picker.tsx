import { Button, Divider, MultiSelect, Popover, SegmentedControl, SimpleGrid, Stack, Switch } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { ChevronDown } from 'lucide-react';
import type { Codec } from '../url/codec.ts';
import { DraftNumberInput, DraftTextInput } from '../ui/draft-inputs.tsx';
import { useDraft } from '../ui/use-draft.ts';
import { parseRunList } from './run-list.ts';
import { countFilters, maxLatestRuns, runsCodec, type SelectedRuns } from './run-selection.ts';
import { FlagFilters } from './filters/flag-filters.tsx';
import { GoldenExport } from './golden-export.tsx';
import { GoldenInput } from './golden-input.tsx';
import { LabelFilters } from './filters/label-filters.tsx';
import { QuantityFilters } from './filters/quantity-filters.tsx';
import { type RunCounts, RunTally } from './run-tally.tsx';

/** Selects runs: the latest, a list or a golden JSON, with filters. Shows how many match and why others do not. */
export function RunPicker({
  runs,
  codec = runsCodec,
  counts,
  dataset,
  onChange,
}: {
  runs: SelectedRuns;
  /** Of the page, with its defaults. */
  codec?: Codec<SelectedRuns>;
  /** Of the first dataset, or of all runs; undefined while loading. */
  counts: RunCounts | undefined;
  /** Whose runs are exported in golden form; undefined: all runs. */
  dataset?: { readonly primaryDataset: string; readonly processing: string };
  onChange: (part: Partial<SelectedRuns>) => void;
}) {
  const small = useMediaQuery('(max-width: 500px)');
  const filters = countFilters(codec, runs);
  const text = `${describeRuns(runs)}${filters > 0 ? `, ${filters} ${filters === 1 ? 'filter' : 'filters'}` : ''}`;
  // A list or a golden JSON takes effect when it is entered.
  const [by, setBy] = useDraft(runs.by);
  return (
    <Popover position="bottom-start" shadow="md" width={small ? 'calc(100vw - 16px)' : 430} trapFocus>
      <Popover.Target>
        <Button rightSection={<ChevronDown size={13} />} aria-label={`Runs: ${text}`}>
          {text}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Run selection">
        <Stack gap="xs">
          <SegmentedControl
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
            <DraftNumberInput
              label="Latest runs"
              min={1}
              max={maxLatestRuns}
              allowDecimal={false}
              value={runs.latest}
              onCommit={(latest) => latest !== null && onChange({ by, latest })}
              data-autofocus
            />
          ) : null}
          {by === 'list' ? (
            <DraftTextInput
              label="Runs and ranges"
              placeholder="355100-355200, 355300 or all, -367232"
              value={runs.list}
              problemOf={(list) => parseRunList(list).problem}
              onCommit={(list) => onChange({ by, list: list.trim() })}
              data-autofocus
            />
          ) : null}
          {by === 'golden' ? (
            <>
              <GoldenInput golden={runs.golden} onChange={(golden) => onChange({ by, golden })} />
              <DraftNumberInput
                label="Min. share of the run's lumisections in it [%]"
                placeholder="any"
                min={0}
                max={100}
                value={runs.goldenShare || null}
                onCommit={(share) => onChange({ goldenShare: share ?? 0 })}
              />
            </>
          ) : null}
          <Divider label="Filters" labelPosition="left" />
          <Switch
            label="Significant or pending runs only"
            checked={runs.significant}
            onChange={({ currentTarget: { checked } }) => onChange({ significant: checked })}
          />
          <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs" style={{ alignItems: 'end' }}>
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
            <DraftNumberInput
              label="Min. duration [min]"
              placeholder="any"
              min={0}
              value={runs.minDurationSeconds / 60 || null}
              onCommit={(minutes) => onChange({ minDurationSeconds: Math.round((minutes ?? 0) * 60) })}
            />
            <DraftNumberInput
              label="Min. recorded luminosity [/pb]"
              placeholder="any"
              min={0}
              value={runs.minRecordedLumi || null}
              onCommit={(lumi) => onChange({ minRecordedLumi: lumi ?? 0 })}
            />
          </SimpleGrid>
          <SimpleGrid cols={2} spacing="xs">
            <NumbersInput label="Fills" numbers={runs.fills} onChange={(fills) => onChange({ fills })} />
            <NumbersInput
              label="Excluded runs"
              numbers={runs.excluded}
              onChange={(excluded) => onChange({ excluded })}
            />
          </SimpleGrid>
          <QuantityFilters quantities={runs.quantities} onChange={(quantities) => onChange({ quantities })} />
          <LabelFilters labels={runs.labels} onChange={(labels) => onChange({ labels })} />
          <FlagFilters flags={runs.flags} onChange={(flags) => onChange({ flags })} />
          <RunTally counts={counts} />
          <GoldenExport runs={runs} dataset={dataset} />
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
      data={[...new Set([...countOf.keys(), ...names])]}
      value={[...names]}
      onChange={onChange}
      renderOption={({ option }) => (
        <span style={{ fontSize: 12 }}>
          {option.value} <span className="dim">{countOf.get(option.value) ?? 0} runs</span>
        </span>
      )}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

function NumbersInput({
  label,
  numbers,
  onChange,
}: {
  label: string;
  numbers: readonly number[];
  onChange: (numbers: number[]) => void;
}) {
  return (
    <DraftTextInput
      label={label}
      placeholder={label === 'Fills' ? 'any' : 'none'}
      value={numbers.join(', ')}
      problemOf={(text) => (/^[\s,;]*(\d{1,9}([\s,;]+|$))*$/.test(text) ? undefined : 'Numbers, separated by commas')}
      onCommit={(text) => onChange((text.match(/\d+/g) ?? []).map(Number))}
    />
  );
}
