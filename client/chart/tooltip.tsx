import { formatDuration, formatNumber, formatValue } from '../format/numbers.ts';
import { formatTime } from '../format/time.ts';
import type { RunInfo } from '../run-selection/run-table.ts';
import type { PlotLine } from './series.ts';
import styles from './plot-tooltip.module.css';

/** Lines that are listed individually. */
const maxLines = 8;

/** The values of a run, or the reasons why there are none, and the attributes of the run. */
export function RunTooltip({
  left,
  toRight,
  run,
  lines,
  activeLine,
}: {
  /** Position of the run in pixels. */
  left: number;
  /** Whether the tooltip is at the right of the run. */
  toRight: boolean;
  run: RunInfo;
  lines: readonly PlotLine[];
  /** Index of the line that a click or Enter opens. */
  activeLine: number;
}) {
  const first = Math.max(0, Math.min(activeLine - maxLines + 1, lines.length - maxLines));
  const { number, fill, era, startTime, durationSeconds, recordedLumi, class: runClass, significant } = run;
  return (
    <div
      className={styles.root}
      role="tooltip"
      style={toRight ? { left: left + 12, top: 4 } : { right: `calc(100% - ${left - 12}px)`, top: 4 }}
    >
      <strong>Run {number}</strong>
      <dl>
        {lines.slice(first, first + maxLines).map((line, index) => (
          <LineValue
            key={line.name}
            line={line}
            run={number}
            isSingle={lines.length === 1}
            isActive={lines.length > 1 && first + index === activeLine}
          />
        ))}
        {lines.length > maxLines ? <Item name="" value={`and ${lines.length - maxLines} more`} /> : null}
        <hr />
        {fill === null ? null : <Item name="fill" value={String(fill)} />}
        {startTime === null ? null : <Item name="start" value={formatTime(startTime)} />}
        {durationSeconds === null ? null : <Item name="duration" value={formatDuration(durationSeconds)} />}
        {recordedLumi === null ? null : <Item name="luminosity" value={`${formatNumber(recordedLumi)} /pb`} />}
        {era === null ? null : <Item name="era" value={era} />}
        {runClass === null ? null : <Item name="class" value={runClass} />}
        {significant === true ? null : <Item name="significant" value={significant === null ? 'unknown' : 'no'} />}
      </dl>
    </div>
  );
}

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
