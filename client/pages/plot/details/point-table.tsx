import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import type { Columns } from '../../../chart/series.ts';
import { formatDuration, formatNumber, formatValue } from '../../../format/numbers.ts';
import { shortTime } from '../../../format/time.ts';
import type { RunInfo } from '../../../run-selection/run-table.ts';
import table from '../../../ui/table.module.css';

/** A trend of the table. */
export interface TableLine {
  readonly name: string;
  readonly columns: Columns;
}

const rowHeight = 28;

/** The points of trends as a table, the latest run first; a click on a value opens what is behind it. */
export function PointTable({
  runs: ascending,
  lines,
  openPoint,
}: {
  runs: readonly RunInfo[];
  lines: readonly TableLine[];
  openPoint: (run: number, line: number) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const runs = useMemo(() => ascending.toReversed(), [ascending]);
  const places = lines.map(({ columns }) => new Map(columns.runs.map((run, index) => [run, index])));
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    paddingStart: rowHeight,
  });
  const single = lines.length === 1;
  const grid = {
    gridTemplateColumns: `84px ${lines.map(() => 'minmax(150px, 1fr)').join(' ')} ${single ? '100px 80px' : ''} 70px 136px 96px 96px 120px`,
  };
  const width = 84 + lines.length * 162 + (single ? 204 : 0) + 590;
  return (
    <div ref={box} className="point-table" tabIndex={0} role="region" aria-label="Table of points">
      <div
        role="table"
        aria-rowcount={runs.length + 1}
        style={{ position: 'relative', minWidth: width, height: virtual.getTotalSize() }}
      >
        <div
          role="row"
          aria-rowindex={1}
          className={`${table.row} ${table.head}`}
          style={{ ...grid, height: rowHeight }}
        >
          <div role="columnheader">Run</div>
          {lines.map(({ name }) => (
            <div key={name} role="columnheader" title={name}>
              {single ? 'Value' : name}
            </div>
          ))}
          {single ? (
            <>
              <div role="columnheader" className="number">
                Entries
              </div>
              <div role="columnheader" className="number">
                Revision
              </div>
            </>
          ) : null}
          <div role="columnheader" className="number">
            Fill
          </div>
          <div role="columnheader">Start (UTC)</div>
          <div role="columnheader" className="number">
            Duration
          </div>
          <div role="columnheader" className="number">
            Rec. /pb
          </div>
          <div role="columnheader">Class</div>
        </div>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const run = runs[index];
          return run ? (
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              className={table.row}
              data-run={run.number}
              style={{ ...grid, position: 'absolute', top: start, height: rowHeight }}
            >
              <div role="cell">{run.number}</div>
              {lines.map(({ name, columns }, line) => (
                <ValueCell
                  key={name}
                  columns={columns}
                  index={places[line]?.get(run.number)}
                  open={() => openPoint(run.number, line)}
                />
              ))}
              {single ? <OfPoint columns={lines[0]?.columns} index={places[0]?.get(run.number)} /> : null}
              <OfRun run={run} />
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
}

function ValueCell({ columns, index, open }: { columns: Columns; index: number | undefined; open: () => void }) {
  if (index === undefined)
    return (
      <div role="cell" className="dim">
        not computed
      </div>
    );
  const value = columns.values[index] ?? null;
  const reason = columns.reasons[index] ?? '';
  return (
    <div role="cell" title={value === null ? reason : String(value)}>
      <button type="button" className={table.link} onClick={open}>
        {value === null
          ? `none: ${columns.failures[index] ?? reason}`
          : formatValue(value, columns.errorsLow[index] ?? 0, columns.errorsHigh[index] ?? 0)}
      </button>
    </div>
  );
}

function OfPoint({ columns, index }: { columns: Columns | undefined; index: number | undefined }) {
  const entries = index === undefined ? null : (columns?.entries[index] ?? null);
  return (
    <>
      <div role="cell" className="number">
        {entries === null ? '–' : entries.toLocaleString('en')}
      </div>
      <div role="cell" className="number">
        {(index === undefined ? null : columns?.revisions[index]) ?? '–'}
      </div>
    </>
  );
}

function OfRun({ run: { fill, startTime, durationSeconds, recordedLumi, class: runClass } }: { run: RunInfo }) {
  return (
    <>
      <div role="cell" className="number">
        {fill ?? '–'}
      </div>
      <div role="cell">{startTime === null ? '–' : shortTime(startTime)}</div>
      <div role="cell" className="number">
        {durationSeconds === null ? '–' : formatDuration(durationSeconds)}
      </div>
      <div role="cell" className="number">
        {recordedLumi === null ? '–' : formatNumber(recordedLumi)}
      </div>
      <div role="cell">{runClass ?? '–'}</div>
    </>
  );
}
