import { formatDuration, formatNumber, formatValue } from '../state/numbers.ts';
import type { PlotLine } from './trend-plot.tsx';

/** What is known of a run. */
export interface RunInfo {
  readonly number: number;
  readonly fill: number | null;
  readonly startTime: string | null;
  readonly durationSeconds: number | null;
  readonly recordedLumi: number | null;
  readonly class: string | null;
}

/** What a plot says of one run: its values or why there are none, and what is known of the run. */
export function PointHint({
  left,
  toRight,
  run,
  lines,
  info,
}: {
  left: number;
  toRight: boolean;
  run: number;
  lines: readonly PlotLine[];
  info: RunInfo | undefined;
}) {
  return (
    <div
      className="plot-hint"
      role="tooltip"
      style={toRight ? { left: left + 12, top: 4 } : { right: `calc(100% - ${left - 12}px)`, top: 4 }}
    >
      <strong>Run {run}</strong>
      <dl>
        {lines.slice(0, 8).map((line) => (
          <LineAt key={line.name} line={line} run={run} only={lines.length === 1} />
        ))}
        {info?.fill ? <Item name="fill" value={String(info.fill)} /> : null}
        {info?.startTime ? (
          <Item name="start" value={new Date(info.startTime).toISOString().slice(0, 16).replace('T', ' ') + ' UTC'} />
        ) : null}
        {typeof info?.durationSeconds === 'number' ? (
          <Item name="duration" value={formatDuration(info.durationSeconds)} />
        ) : null}
        {typeof info?.recordedLumi === 'number' ? (
          <Item name="luminosity" value={`${formatNumber(info.recordedLumi)} /pb`} />
        ) : null}
        {info?.class ? <Item name="class" value={info.class} /> : null}
      </dl>
    </div>
  );
}

function LineAt({ line: { name, columns }, run, only }: { line: PlotLine; run: number; only: boolean }) {
  const index = columns.runs.indexOf(run);
  const value = columns.values[index] ?? null;
  const label = only ? 'value' : name;
  if (index < 0) return <Item name={label} value="not computed" />;
  if (value === null) {
    return (
      <>
        <Item name={label} value={`none: ${columns.reasons[index] ?? ''}`} />
        {only ? <Item name="why" value={columns.failures[index] ?? ''} /> : null}
      </>
    );
  }
  const entries = columns.entries[index] ?? null;
  return (
    <>
      <Item name={label} value={formatValue(value, columns.errorsLow[index] ?? 0, columns.errorsHigh[index] ?? 0)} />
      {only && entries !== null ? <Item name="entries" value={entries.toLocaleString('en')} /> : null}
      {only && columns.revisions[index] !== 1 ? (
        <Item name="revision" value={String(columns.revisions[index])} />
      ) : null}
    </>
  );
}

function Item({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
