import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { FlagBadge } from '../../flags/flag-badge.tsx';
import { describeFlag } from '../../flags/flag-status.ts';
import { formatDuration, formatNumber } from '../../format/numbers.ts';
import { shortTime } from '../../format/time.ts';
import type { RunRowFragment, RunSort } from '../../generated/operations.ts';
import { ServiceBadge } from '../../point/run-attributes.tsx';
import { RunLink } from '../../ui/run-link.tsx';
import { runRegistryLink } from '../../url/cms-links.ts';

export type RunRow = RunRowFragment;

/** A column of the Runs page. */
export interface RunColumn {
  /** In the URL. */
  readonly key: string;
  readonly label: string;
  /** In pixels. */
  readonly width: number;
  /** Share of the room that is left; by default none. */
  readonly share?: number;
  readonly isNumber: boolean;
  /** What the server sorts by; undefined where it cannot. */
  readonly sort?: RunSort;
  /** Shown only where the user chose it. */
  readonly isOptional?: boolean;
  /** Null where it is unknown. */
  readonly cell: (run: RunRow) => ReactNode;
  /** By default none. */
  readonly tooltip?: (run: RunRow) => string | null;
}

type Field = RunSort & keyof RunRow;

/** How a field becomes a column. */
interface Options {
  readonly share?: number;
  readonly isNumber?: boolean;
  readonly isOptional?: boolean;
  /** The value as text; null where it is unknown. */
  readonly format?: (run: RunRow) => string | null;
  /** What the cell shows instead of the text. */
  readonly link?: (run: RunRow, text: string) => ReactNode;
  /** The text, where it is not given. */
  readonly tooltip?: (run: RunRow) => string | null;
}

/** A column of a field of runs.graphql that the server sorts by. */
function column(field: Field, label: string, width: number, options: Options = {}): RunColumn {
  const { share, isNumber = false, isOptional = false, link, tooltip } = options;
  const format = options.format ?? ((run) => (run[field] === null ? null : String(run[field])));
  return {
    key: field,
    sort: field,
    label,
    width,
    ...(share === undefined ? {} : { share }),
    isNumber,
    isOptional,
    cell: (run) => {
      const text = format(run);
      return text !== null && link ? link(run, text) : text;
    },
    tooltip: tooltip ?? format,
  };
}

/** A column of a number. */
function number(field: Field, label: string, width: number, format = formatNumber, options: Options = {}): RunColumn {
  return column(field, label, width, {
    ...options,
    isNumber: true,
    format: (run) => (run[field] === null ? null : format(Number(run[field]))),
  });
}

const yesOrNo = (value: boolean | null): string | null => (value === null ? null : value ? 'yes' : 'no');

/** The column that is always shown, at the left of the others. */
export const numberColumn = column('number', 'Run', 92, {
  link: ({ number }, text) => (
    <RunLink run={number} bold>
      {text}
    </RunLink>
  ),
});

/** The columns that can be chosen, in their order. To add one, add its field to runs.graphql and a line here. */
export const runColumns: readonly RunColumn[] = [
  column('class', 'Class', 130),
  column('significant', 'Significant', 100, {
    format: ({ significant }) => yesOrNo(significant),
    tooltip: ({ significantReason }) => significantReason,
  }),
  column('startTime', 'Start (UTC)', 136, { format: ({ startTime }) => (startTime ? shortTime(startTime) : null) }),
  number('durationSeconds', 'Duration', 96, formatDuration),
  number('recordedLumi', 'Recorded [/pb]', 116),
  number('deliveredLumi', 'Delivered [/pb]', 116),
  number('fill', 'Fill', 70, String),
  column('fillType', 'Fill type', 110),
  column('injectionScheme', 'Injection scheme', 260, { isOptional: true }),
  column('stableBeam', 'Stable beams', 104, { isOptional: true, format: ({ stableBeam }) => yesOrNo(stableBeam) }),
  column('era', 'Era', 94),
  column('rrState', 'RR state', 104, {
    link: ({ number }, text) => <External href={runRegistryLink(number)} title="Open in Run Registry" text={text} />,
  }),
  number('bField', 'Field [T]', 76),
  number('energy', 'Energy [GeV]', 102),
  number('l1Rate', 'L1 rate [Hz]', 102),
  number('hltPhysicsRate', 'HLT rate [Hz]', 106),
  {
    key: 'services',
    label: 'Services',
    width: 160,
    isNumber: false,
    cell: ({ services }) => services.map((service) => <ServiceBadge key={service.name} {...service} />),
  },
  column('l1Key', 'L1 key', 260, { isOptional: true, share: 1 }),
  column('hltKey', 'HLT key', 260, { share: 1 }),
];

const flagPrefix = 'flag:';

/** A column of the certification flags of a column of Run Registry, those of the runs. */
export function flagColumn(name: string): RunColumn {
  const flagOf = ({ flags }: RunRow) => flags?.find(({ column, dataset }) => column === name && dataset === 'online');
  return {
    key: `${flagPrefix}${name}`,
    label: name,
    width: 180,
    isNumber: false,
    isOptional: true,
    cell: (run) => {
      const flag = flagOf(run);
      return flag ? <FlagBadge flag={flag} /> : null;
    },
    tooltip: (run) => {
      const flag = flagOf(run);
      return flag
        ? [describeFlag(flag), ...flag.comments, ...flag.causes, flag.problem ?? ''].filter(Boolean).join('\n')
        : null;
    },
  };
}

/** The columns of Run Registry that columns of the page show. */
export function shownFlags(keys: readonly string[]): string[] {
  return keys.flatMap((key) => (key.startsWith(flagPrefix) ? key.slice(flagPrefix.length) : []));
}

function External({ href, title, text }: { href: string; title: string; text: string }) {
  return (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm" title={title}>
      {text}
    </Anchor>
  );
}
