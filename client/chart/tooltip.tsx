import { formatDuration, formatNumber, formatTime, formatValue } from '../format/numbers.ts';
import type { RunInfo } from '../run-selection/run-table.ts';
import type { PlotLine } from './trend-plot.tsx';

/** Most lines that are told of one by one. */
const mostLines = 8;

/** What a plot says of one run: its values or why there are none, and what is known of the run. */
export function PointHint({
  left,
  toRight,
  run,
  lines,
  chosen,
}: {
  left: number;
  toRight: boolean;
  run: RunInfo;
  lines: readonly PlotLine[];
  /** Place of the line that a click or Enter opens. */
  chosen: number;
}) {
  const first = Math.max(0, Math.min(chosen - mostLines + 1, lines.length - mostLines));
  const { number, fill, era, startTime, durationSeconds, recordedLumi, class: runClass, significant } = run;
  return (
    <div
      className="plot-hint"
      role="tooltip"
      style={toRight ? { left: left + 12, top: 4 } : { right: `calc(100% - ${left - 12}px)`, top: 4 }}
    >
      <strong>Run {number}</strong>
      <dl>
        {lines.slice(first, first + mostLines).map((line, index) => (
          <LineAt
            key={line.name}
            line={line}
            run={number}
            only={lines.length === 1}
            chosen={lines.length > 1 && first + index === chosen}
          />
        ))}
        {lines.length > mostLines ? <Item name="" value={`and ${lines.length - mostLines} more`} /> : null}
        <hr />
        {fill === null ? null : <Item name="fill" value={String(fill)} />}
        {startTime === null ? null : <Item name="start" value={`${formatTime(startTime)} UTC`} />}
        {durationSeconds === null ? null : <Item name="duration" value={formatDuration(durationSeconds)} />}
        {recordedLumi === null ? null : <Item name="luminosity" value={`${formatNumber(recordedLumi)} /pb`} />}
        {era === null ? null : <Item name="era" value={era} />}
        {runClass === null ? null : <Item name="class" value={runClass} />}
        {significant === true ? null : (
          <Item name="significant" value={significant === null ? 'not known yet' : 'no'} />
        )}
      </dl>
    </div>
  );
}

function LineAt({
  line: { name, columns },
  run,
  only,
  chosen,
}: {
  line: PlotLine;
  run: number;
  only: boolean;
  chosen: boolean;
}) {
  const index = columns.runs.indexOf(run);
  const value = columns.values[index] ?? null;
  const label = only ? 'value' : name;
  if (index < 0) return <Item name={label} value="none: not computed for this run" chosen={chosen} />;
  const entries = columns.entries[index] ?? null;
  const revision = columns.revisions[index] ?? 1;
  const told =
    value === null
      ? `none: ${columns.reasons[index] ?? ''}`
      : formatValue(value, columns.errorsLow[index] ?? 0, columns.errorsHigh[index] ?? 0);
  return (
    <>
      <Item name={label} value={told} chosen={chosen} />
      {only && value === null ? <Item name="why" value={columns.failures[index] ?? ''} /> : null}
      {(only || chosen) && entries !== null ? <Item name="entries" value={entries.toLocaleString('en')} /> : null}
      {(only || chosen) && revision !== 1 ? <Item name="revision" value={String(revision)} /> : null}
    </>
  );
}

function Item({ name, value, chosen = false }: { name: string; value: string; chosen?: boolean }) {
  return (
    <>
      <dt className={chosen ? 'chosen' : undefined}>{name}</dt>
      <dd className={chosen ? 'chosen' : undefined}>{value}</dd>
    </>
  );
}
