import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatDuration, formatNumber } from '../../format/numbers.ts';
import { shortTime } from '../../format/time.ts';
import type { RunSort, RunTableQuery } from '../../generated/operations.ts';
import { omsLink, runRegistryLink } from '../../url/cms-links.ts';

export type RunRow = RunTableQuery['runs']['items'][number];

/** A column of the Runs page. `field` is the field of runs.graphql that it shows and that the server sorts by. */
export interface RunColumn {
  readonly field: RunSort & keyof RunRow;
  readonly label: string;
  /** In pixels. */
  readonly width: number;
  readonly isNumber: boolean;
  /** The value as text; null where it is unknown. */
  readonly format: (run: RunRow) => string | null;
  /** What the cell shows instead of the text. */
  readonly link?: (run: RunRow, text: string) => ReactNode;
  /** The text, where it is not given. */
  readonly tooltip?: (run: RunRow) => string | null;
}

type Extra = Pick<RunColumn, 'link' | 'tooltip'>;

/** A column of a text. */
function text(
  field: RunColumn['field'],
  label: string,
  width: number,
  extra: Extra & Partial<RunColumn> = {},
): RunColumn {
  return { field, label, width, isNumber: false, format: (run) => stringOf(run[field], String), ...extra };
}

/** A column of a number. */
function number(field: RunColumn['field'], label: string, width: number, format = formatNumber): RunColumn {
  return {
    field,
    label,
    width,
    isNumber: true,
    format: (run) => stringOf(run[field], (value) => format(Number(value))),
  };
}

const stringOf = (value: RunRow[RunColumn['field']], format: (value: string | number | boolean) => string) =>
  value === null ? null : format(value);

/** The columns of the Runs page, in their order. To add one, add its field to runs.graphql and a line here. */
export const runColumns: readonly RunColumn[] = [
  text('number', 'Run', 84, {
    link: ({ number }, text) => <External href={omsLink(number)} title="Open in OMS" text={text} fw={600} />,
  }),
  text('class', 'Class', 130),
  text('significant', 'Significant', 100, {
    format: ({ significant }) => (significant === null ? null : significant ? 'yes' : 'no'),
    tooltip: ({ significantReason }) => significantReason,
  }),
  text('startTime', 'Start (UTC)', 136, { format: ({ startTime }) => (startTime ? shortTime(startTime) : null) }),
  number('durationSeconds', 'Duration', 96, formatDuration),
  number('recordedLumi', 'Recorded [/pb]', 116),
  number('deliveredLumi', 'Delivered [/pb]', 116),
  number('fill', 'Fill', 70, String),
  text('fillType', 'Fill type', 110),
  text('era', 'Era', 94),
  text('rrState', 'RR state', 104, {
    link: ({ number }, text) => <External href={runRegistryLink(number)} title="Open in Run Registry" text={text} />,
  }),
  number('bField', 'Field [T]', 76),
  number('energy', 'Energy [GeV]', 102),
  number('l1Rate', 'L1 rate [Hz]', 102),
  number('hltPhysicsRate', 'HLT rate [Hz]', 106),
  text('hltKey', 'HLT key', 260),
];

function External({ href, title, text, fw }: { href: string; title: string; text: string; fw?: number }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm" title={title} {...(fw ? { fw } : {})}>
      {text}
    </Anchor>
  );
}
