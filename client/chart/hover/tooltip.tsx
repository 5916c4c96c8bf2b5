import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import { FlagBadge } from '../../flags/flag-badge.tsx';
import type { FlagRow } from '../../flags/flag-rows.ts';
import { formatDuration, formatNumber, formatValue } from '../../format/numbers.ts';
import { describeChange } from '../../format/run-changes.ts';
import { summarizeMarkdown } from '../../format/summarize-markdown.ts';
import { formatTime } from '../../format/time.ts';
import type { PlotChangeFragment } from '../../generated/operations.ts';
import type { RunTable } from '../../run-selection/run-table.ts';
import { type Annotations, notesOfRun } from '../flags/annotations.ts';
import { shownChanges } from '../flags/changes-overlay.ts';
import notesLayer from '../layers/notes.ts';
import type { PlotLine } from '../series.ts';
import { describeStep } from './describe-step.ts';
import { type Box, tooltipPosition } from './tooltip-position.ts';
import styles from './plot-tooltip.module.css';

/** Notes that are listed. */
const maxNotes = 4;

/** Lines that are listed individually. */
const maxLines = 8;

/**
 * The values of a run, or the reasons why there are none, the nearest first, and the attributes of the run. It is on top of the page, so that
 * no plot or window cuts it.
 */
export function RunTooltip({
  x,
  plot,
  table,
  index,
  lines,
  order,
  right,
  xValue,
  annotations,
  overlays,
  showsSteps,
}: {
  /** Position of the run in the window, in pixels. */
  x: number;
  /** The plot in the window. */
  plot: Box;
  table: RunTable;
  /** Of the run. */
  index: number;
  lines: readonly PlotLine[];
  /** Indices of the lines in the order of the tooltip; a click or Enter opens the first. */
  order: readonly number[];
  /** The quantities of the axes at the right. */
  right: readonly PlotLine[];
  /** The quantity of the x axis with the value of the run, where the axis is one. */
  xValue?: readonly [name: string, value: string] | undefined;
  annotations: Annotations;
  /** Which overlays are drawn: the tooltip has the notes and changes of the flags. */
  overlays: Readonly<Record<string, boolean>>;
  /** Whether the step before a run is described. */
  showsSteps: boolean;
}) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = root;
    if (!current) return;
    const size = { width: current.offsetWidth, height: current.offsetHeight };
    const { left, top } = tooltipPosition(x, plot, size, {
      width: document.documentElement.clientWidth,
      height: window.innerHeight,
    });
    // Relative to the document: the tooltip scrolls with its plot.
    current.style.left = `${left + window.scrollX}px`;
    current.style.top = `${top + window.scrollY}px`;
  });
  const run = table.runs[index] ?? 0;
  const bin = table.bins?.list[index];
  const notes = overlays[notesLayer.key] === true ? notesOfRun(annotations, run, table.runs[index - 1]) : [];
  const changes = shownChanges(annotations, overlays, run);
  const attributes: readonly (readonly [name: string, value: string | number | null | undefined])[] = [
    ['runs', bin && bin.runs.length > 1 ? listRuns(bin.runs) : null],
    ['fill', table.fills[index]],
    ['start', format(table.startTimes[index], formatTime)],
    ['duration', format(table.durations[index], formatDuration)],
    ['luminosity', format(table.recordedLumis[index], (lumi) => `${formatNumber(lumi)} /pb`)],
    ['dataset', table.members[index]],
    ['era', table.eras[index]],
    ['class', table.classes[index]],
    ['significant', { true: null, false: 'no', null: 'unknown' }[String(table.significant[index] ?? null)]],
  ];
  return createPortal(
    <div ref={root} className={styles.root} role="tooltip">
      <strong>{bin ? capitalize(bin.name) : `Run ${run}`}</strong>
      <dl>
        {order.slice(0, maxLines).map((line, position) => {
          const one = lines[line];
          return one ? (
            <LineValue
              key={one.name}
              line={one}
              run={run}
              isSingle={lines.length === 1}
              isActive={lines.length > 1 && position === 0}
              showsStep={showsSteps && position === 0}
            />
          ) : null;
        })}
        {lines.length > maxLines ? <Item name="" value={`and ${lines.length - maxLines} more`} /> : null}
        {xValue ? <Item name={xValue[0]} value={xValue[1]} /> : null}
        {right.map((line) => (
          <LineValue key={line.name} line={line} run={run} isSingle={false} isActive={false} showsStep={false} />
        ))}
        {notes.slice(0, maxNotes).map((note, position) => (
          <Item
            key={note.id}
            name={note.kind}
            value={`${summarizeMarkdown(note.text)} (${note.author})`}
            className={position === 0 ? styles.separated : undefined}
          />
        ))}
        {notes.length > maxNotes ? <Item name="" value={`and ${notes.length - maxNotes} more notes`} /> : null}
        {changes.map((change) => (
          <ChangeItem key={change.quantity} change={change} />
        ))}
        {attributes
          .filter(([, value]) => value !== null && value !== undefined)
          .map(([name, value], position) => (
            <Item
              key={name}
              name={name}
              value={String(value)}
              className={position === 0 ? styles.separated : undefined}
            />
          ))}
        {table.labels?.map(({ name, title, labels }) =>
          labels[index] ? <Item key={name} name={title} value={labels[index]} /> : null,
        )}
        {table.flags?.map((row) => (
          <FlagItem key={row.column} row={row} index={index} />
        ))}
      </dl>
    </div>,
    document.body,
  );
}

/** Runs of a bin that are listed. */
const maxRuns = 8;

/** The number of runs, with the first ones. */
function listRuns(runs: readonly number[]): string {
  const others = runs.length > maxRuns ? ` … ${runs.at(-1) ?? ''}` : '';
  return `${runs.length}: ${runs.slice(0, maxRuns).join(', ')}${others}`;
}

const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function ChangeItem({ change }: { change: PlotChangeFragment }) {
  const [name, value] = describeChange({ ...change, configs: [] });
  return <Item name={name} value={value} />;
}

const format = (value: number | null | undefined, text: (value: number) => string): string | null =>
  value === null || value === undefined ? null : text(value);

function LineValue({
  line: { name, columns, segments = [] },
  run,
  isSingle,
  isActive,
  showsStep,
}: {
  line: PlotLine;
  run: number;
  isSingle: boolean;
  isActive: boolean;
  showsStep: boolean;
}) {
  const index = columns.runs.indexOf(run);
  const value = columns.values[index] ?? null;
  const label = isSingle ? 'value' : name;
  const className = isActive ? styles.active : undefined;
  if (index < 0) return <Item name={label} value="none: not computed for this run" className={className} />;
  const entries = columns.entries[index] ?? null;
  const revision = columns.revisions[index] ?? 1;
  const text =
    value === null
      ? `none: ${columns.reasons[index] ?? ''}`
      : formatValue(value, columns.errorsLow[index] ?? 0, columns.errorsHigh[index] ?? 0);
  const [spread, count] = [columns.spreads?.[index] ?? null, columns.counts?.[index] ?? 0];
  const step = showsStep ? describeStep(segments, run) : undefined;
  return (
    <>
      <Item name={label} value={text} className={className} />
      {spread !== null && count > 1 ? <Item name="spread" value={`${formatNumber(spread)} of ${count} runs`} /> : null}
      {isSingle && value === null ? <Item name="failure" value={columns.failures[index] ?? ''} /> : null}
      {(isSingle || isActive) && entries !== null ? <Item name="entries" value={entries.toLocaleString('en')} /> : null}
      {(isSingle || isActive) && revision > 1 ? <Item name="revision" value={String(revision)} /> : null}
      {(isSingle || isActive) && revision === 0 ? (
        <Item name="origin" value="imported from CentralHDQM, no histogram" />
      ) : null}
      {step ? <Item name={step.name} value={step.text} /> : null}
    </>
  );
}

/** Longer comments are cut off: Run Registry and the panel of a point have the whole text. */
const maxComment = 120;

/** The certification flag of a run, with its comment. */
function FlagItem({ row, index }: { row: FlagRow; index: number }) {
  const [status, comment] = [row.statuses[index] ?? null, row.comments[index] ?? ''];
  if (status === null && comment === '') return null;
  const text = comment.length > maxComment ? `${comment.slice(0, maxComment)}…` : comment;
  return (
    <>
      <Item name={row.column} value={<FlagBadge flag={{ status, goodShare: row.goodShares[index] ?? null }} />} />
      {text === '' ? null : <Item name="" value={text} />}
    </>
  );
}

function Item({ name, value, className }: { name: string; value: ReactNode; className?: string | undefined }) {
  return (
    <>
      <dt className={className}>{name}</dt>
      <dd className={className}>{value}</dd>
    </>
  );
}
