import { ActionIcon, Button, Group, NumberInput } from '@mantine/core';
import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCommittedDraft } from '../../ui/use-draft.ts';
import { type RunInterval, steppedInterval } from '../../chart/run-interval.ts';
import type { RunTable } from '../../run-selection/run-table.ts';

/** Which runs and which values a plot shows: by steps, or typed. */
export function PlotRange({
  table,
  zoom,
  range,
  change,
}: {
  table: RunTable;
  zoom: RunInterval | null;
  range: readonly [low: number, high: number] | null;
  change: (part: { zoom?: RunInterval | null; range?: readonly [number, number] | null }) => void;
}) {
  const [first, last] = [table.runs[0]?.number ?? 0, table.runs.at(-1)?.number ?? 0];
  const step = (how: { by?: number; times?: number }): void => change({ zoom: steppedInterval(table, zoom, how) });
  return (
    <Group gap="xs" className="plot-range" role="group" aria-label="Which part is shown">
      <ActionIcon.Group>
        <Step label="Earlier runs" disabled={zoom === null} act={() => step({ by: -0.5 })}>
          <ChevronLeft size={15} />
        </Step>
        <Step label="Fewer runs" disabled={table.runs.length <= 3} act={() => step({ times: 0.5 })}>
          <ZoomIn size={15} />
        </Step>
        <Step label="More runs" disabled={zoom === null} act={() => step({ times: 2 })}>
          <ZoomOut size={15} />
        </Step>
        <Step label="Later runs" disabled={zoom === null} act={() => step({ by: 0.5 })}>
          <ChevronRight size={15} />
        </Step>
      </ActionIcon.Group>
      <Group gap={4} wrap="nowrap">
        <Limit
          label="From run"
          value={zoom?.[0] ?? null}
          hint={first}
          change={(value) => value !== null && change({ zoom: ordered(value, zoom?.[1] ?? last) })}
        />
        <Limit
          label="To run"
          value={zoom?.[1] ?? null}
          hint={last}
          change={(value) => value !== null && change({ zoom: ordered(zoom?.[0] ?? first, value) })}
        />
      </Group>
      <Group gap={4} wrap="nowrap">
        <Limit
          label="y from"
          value={range?.[0] ?? null}
          hint="auto"
          decimal
          change={(value) => change({ range: value === null ? null : ordered(value, range?.[1] ?? value + 1) })}
        />
        <Limit
          label="y to"
          value={range?.[1] ?? null}
          hint="auto"
          decimal
          change={(value) =>
            change({ range: value === null ? null : ordered(range?.[0] ?? Math.min(0, value - 1), value) })
          }
        />
      </Group>
      {zoom || range ? (
        <Button size="compact-xs" variant="subtle" onClick={() => change({ zoom: null, range: null })}>
          Show all
        </Button>
      ) : null}
      <span className="dim plot-range-help">Drag: zoom · Shift and drag: move · Ctrl and wheel: in and out</span>
    </Group>
  );
}

const ordered = (a: number, b: number): readonly [number, number] => (a <= b ? [a, b] : [b, a]);

function Step({
  label,
  disabled,
  act,
  children,
}: {
  label: string;
  disabled: boolean;
  act: () => void;
  children: ReactNode;
}) {
  return (
    <ActionIcon variant="default" size={30} aria-label={label} title={label} disabled={disabled} onClick={act}>
      {children}
    </ActionIcon>
  );
}

function Limit({
  label,
  value,
  hint,
  decimal = false,
  change,
}: {
  label: string;
  value: number | null;
  /** What it is where nothing is typed. */
  hint: number | string;
  decimal?: boolean;
  change: (value: number | null) => void;
}) {
  const [text, setText] = useCommittedDraft<number | string>(value ?? '', (typed) =>
    change(typed === '' || typed === '-' ? null : Number(typed)),
  );
  return (
    <NumberInput
      size="xs"
      w={112}
      aria-label={label}
      placeholder={`${label.split(' ')[0] === 'y' ? label : label.toLowerCase().split(' ')[0]} ${hint}`}
      title={label}
      hideControls
      allowDecimal={decimal}
      allowNegative={decimal}
      value={text}
      onChange={setText}
    />
  );
}
