import type { PlotSegmentFragment } from '../../generated/operations.ts';
import { type LayerContext, type Overlay, runEdges } from '../overlay.ts';
import type { Series } from '../series.ts';

/** With more series, the lines could not be assigned to them. */
const maxSeries = 4;

const segments: Overlay = {
  key: 'segments',
  label: 'Levels and steps',
  help: `A pale line is the level of the runs between two steps, lasting changes of a trend; the tooltip of a run has the size of the step before it. Drawn for up to ${maxSeries} series.`,
  isOfRuns: true,
  default: true,
  gridDefault: false,
  order: -15,
  draw(context) {
    if (context.series.length > maxSeries) return;
    const { ctx, dark } = context;
    ctx.globalAlpha = dark ? 0.5 : 0.4;
    ctx.lineWidth = 3;
    for (const series of context.series) drawLevels(context, series);
    ctx.globalAlpha = 1;
  },
};
export default segments;

function drawLevels(context: LayerContext, series: Series): void {
  const { ctx } = context;
  ctx.strokeStyle = series.color;
  ctx.beginPath();
  for (const segment of series.segments) addLevel(context, series, segment);
  ctx.stroke();
}

/** Adds the line of a segment to the path, from the left edge of its first run to the right edge of its last. */
function addLevel(context: LayerContext, { unknown }: Series, segment: PlotSegmentFragment): void {
  const { ctx, y, table, axis, centers } = context;
  const { firstRun, lastRun, firstLevel, lastLevel } = segment;
  const indices = [...table.runs.keys()].filter((index) => {
    const run = table.runs[index] ?? 0;
    return run >= firstRun && run <= lastRun && !unknown.has(index);
  });
  const [first, last] = [indices[0], indices.at(-1)];
  if (first === undefined || last === undefined) return;
  // Of a segment that begins or ends with a run that is not selected, the part between the selected ones.
  const levelAt = (run = firstRun): number => mix(firstLevel, lastLevel, (run - firstRun) / (lastRun - firstRun || 1));
  const ends = [levelAt(table.runs[first]), levelAt(table.runs[last])] as const;
  // A drift is a line over the runs in a row, which other axes bend.
  const isStraight = firstLevel === lastLevel || (axis.kind === 'even' && y.type === 'linear');
  const inner = isStraight
    ? []
    : indices.map(
        (index, position) => [centers[index] ?? 0, mix(...ends, position / (indices.length - 1 || 1))] as const,
      );
  const points = [[runEdges(context, first)[0], ends[0]], ...inner, [runEdges(context, last)[1], ends[1]]] as const;
  const heights = points.map(([, level]) => y.getPixelForValue(level));
  // A level at or below zero is not on a logarithmic axis.
  if (!heights.every(Number.isFinite)) return;
  for (const [position, [x]] of points.entries()) {
    if (position === 0) ctx.moveTo(x, heights[position] ?? 0);
    else ctx.lineTo(x, heights[position] ?? 0);
  }
}

const mix = (from: number, to: number, share: number): number => from * (1 - share) + to * share;
