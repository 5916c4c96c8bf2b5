import { ActionIcon, Button, Group } from '@mantine/core';
import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { DraftNumberInput } from '../../ui/draft-inputs.tsx';
import { type RunInterval, steppedInterval } from '../../chart/axis/run-interval.ts';
import type { YLimits } from '../../chart/axis/y-limits.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import styles from './plot-range.module.css';

/** Zooms and pans a plot by buttons, or to runs and values that are typed. */
export function PlotRange({
  table,
  isOverRuns,
  zoom,
  range,
  update,
}: {
  table: RunTable;
  /** Whether the x axis has the runs in their order. */
  isOverRuns: boolean;
  zoom: RunInterval | null;
  range: YLimits | null;
  update: (part: { zoom?: RunInterval | null; range?: YLimits | null }) => void;
}) {
  const [first, last] = [table.runs[0] ?? 0, table.runs.at(-1) ?? 0];
  const step = (by: { by?: number; times?: number }): void => update({ zoom: steppedInterval(table, zoom, by) });
  return (
    <Group gap="xs" className={styles.root} role="group" aria-label="Zoom">
      <ActionIcon.Group>
        <Step label="Earlier runs" disabled={zoom === null} onClick={() => step({ by: -0.5 })}>
          <ChevronLeft size={15} />
        </Step>
        <Step label="Zoom in" disabled={table.runs.length <= 3} onClick={() => step({ times: 0.5 })}>
          <ZoomIn size={15} />
        </Step>
        <Step label="Zoom out" disabled={zoom === null} onClick={() => step({ times: 2 })}>
          <ZoomOut size={15} />
        </Step>
        <Step label="Later runs" disabled={zoom === null} onClick={() => step({ by: 0.5 })}>
          <ChevronRight size={15} />
        </Step>
      </ActionIcon.Group>
      <Group gap={4} wrap="nowrap">
        <Limit
          label="From run"
          value={zoom?.[0] ?? null}
          defaultText={first}
          onCommit={(value) => value !== null && update({ zoom: ascending(value, zoom?.[1] ?? last) })}
        />
        <Limit
          label="To run"
          value={zoom?.[1] ?? null}
          defaultText={last}
          onCommit={(value) => value !== null && update({ zoom: ascending(zoom?.[0] ?? first, value) })}
        />
      </Group>
      <Group gap={4} wrap="nowrap">
        <Limit
          label="y from"
          value={range?.[0] ?? null}
          defaultText="auto"
          isDecimal
          onCommit={(value) => update({ range: limits(value, range?.[1] ?? null) })}
        />
        <Limit
          label="y to"
          value={range?.[1] ?? null}
          defaultText="auto"
          isDecimal
          onCommit={(value) => update({ range: limits(range?.[0] ?? null, value) })}
        />
      </Group>
      {zoom || range ? (
        <Button size="compact-xs" variant="subtle" onClick={() => update({ zoom: null, range: null })}>
          Show all
        </Button>
      ) : null}
      <span className={`dim ${styles.help}`}>
        {isOverRuns
          ? 'Drag to zoom in x and y · Shift + drag to pan · Ctrl + wheel to zoom in or out'
          : 'Drag to zoom in y · The buttons and inputs select runs'}
      </span>
    </Group>
  );
}

function limits(low: number | null, high: number | null): YLimits | null {
  if (low === null && high === null) return null;
  return low !== null && high !== null ? ascending(low, high) : [low, high];
}

const ascending = (a: number, b: number): readonly [number, number] => (a <= b ? [a, b] : [b, a]);

function Step({
  label,
  disabled,
  onClick,
  children,
}: {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <ActionIcon variant="default" size={30} aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      {children}
    </ActionIcon>
  );
}

function Limit({
  label,
  defaultText,
  isDecimal = false,
  ...props
}: {
  label: string;
  value: number | null;
  /** The limit while the input is empty. */
  defaultText: number | string;
  isDecimal?: boolean;
  onCommit: (value: number | null) => void;
}) {
  return (
    <DraftNumberInput
      w={112}
      aria-label={label}
      placeholder={`${label.split(' ')[0] === 'y' ? label : label.toLowerCase().split(' ')[0]} ${defaultText}`}
      title={label}
      hideControls
      allowDecimal={isDecimal}
      allowNegative={isDecimal}
      {...props}
    />
  );
}
