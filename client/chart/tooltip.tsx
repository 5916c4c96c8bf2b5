import { formatDuration, formatNumber, formatValue } from '../format/numbers.ts';
import { formatTime } from '../format/time.ts';
import type { RunTable } from '../run-selection/run-table.ts';
import type { PlotLine } from './series.ts';
import styles from './plot-tooltip.module.css';

/** Lines that are listed individually. */
const maxLines = 8;

/** The values of a run, or the reasons why there are none, and the attributes of the run. */
export function RunTooltip({
  left,
  toRight,
  table,
  index,
  lines,
  activeLine,
}: {
  /** Position of the run in pixels. */
  left: number;
  /** Whether the tooltip is at the right of the run. */
  toRight: boolean;
  table: RunTable;
  /** Of the run. */
  index: number;
  lines: readonly PlotLine[];
  /** Index of the line that a click or Enter opens. */
  activeLine: number;
}) {
  const first = Math.max(0, Math.min(activeLine - maxLines + 1, lines.length - maxLines));
  const run = table.runs[index] ?? 0;
  const attributes: readonly (readonly [name: string, value: string | number | null | undefined])[] = [
    ['fill', table.fills[index]],
    ['start', format(table.startTimes[index], formatTime)],
    ['duration', format(table.durations[index], formatDuration)],
    ['luminosity', format(table.recordedLumis[index], (lumi) => `${formatNumber(lumi)} /pb`)],
    ['era', table.eras[index]],
    ['class', table.classes[index]],
    ['significant', { true: null, false: 'no', null: 'unknown' }[String(table.significant[index] ?? null)]],
  ];
  return (
    <div
      className={styles.root}
      role="tooltip"
      style={toRight ? { left: left + 12, top: 4 } : { right: `calc(100% - ${left - 12}px)`, top: 4 }}
    >
      <strong>Run {run}</strong>
      <dl>
        {lines.slice(first, first + maxLines).map((line, offset) => (
          <LineValue
            key={line.name}
            line={line}
            run={run}
            isSingle={lines.length === 1}
            isActive={lines.length > 1 && first + offset === activeLine}
          />
        ))}
        {lines.length > maxLines ? <Item name="" value={`and ${lines.length - maxLines} more`} /> : null}
        <hr />
        {attributes.map(([name, value]) =>
          value === null || value === undefined ? null : <Item key={name} name={name} value={String(value)} />,
        )}
      </dl>
    </div>
  );
}

const format = (value: number | null | undefined, text: (value: number) => string): string | null =>
  value === null || value === undefined ? null : text(value);

function LineValue({
  line: { name, columns },
  run,
  isSingle,
  isActive,
}: {
  line: PlotLine;
  run: number;
  isSingle: boolean;
  isActive: boolean;
}) {
  const index = columns.runs.indexOf(run);
  const value = columns.values[index] ?? null;
  const label = isSingle ? 'value' : name;
  if (index < 0) return <Item name={label} value="none: not computed for this run" isActive={isActive} />;
  const entries = columns.entries[index] ?? null;
  const revision = columns.revisions[index] ?? 1;
  const text =
    value === null
      ? `none: ${columns.reasons[index] ?? ''}`
      : formatValue(value, columns.errorsLow[index] ?? 0, columns.errorsHigh[index] ?? 0);
  return (
    <>
      <Item name={label} value={text} isActive={isActive} />
      {isSingle && value === null ? <Item name="failure" value={columns.failures[index] ?? ''} /> : null}
      {(isSingle || isActive) && entries !== null ? <Item name="entries" value={entries.toLocaleString('en')} /> : null}
      {(isSingle || isActive) && revision !== 1 ? <Item name="revision" value={String(revision)} /> : null}
    </>
  );
}

function Item({ name, value, isActive = false }: { name: string; value: string; isActive?: boolean }) {
  const className = isActive ? styles.active : undefined;
  return (
    <>
      <dt className={className}>{name}</dt>
      <dd className={className}>{value}</dd>
    </>
  );
}
