import { shownIndices } from '../axis/run-interval.ts';
import type { Overlay } from '../overlay.ts';
import { regression } from '../statistics/regression.ts';

const linearFit: Overlay = {
  key: 'regression',
  label: 'Linear fit',
  help: 'A dashed straight line, fitted to the shown points by least squares; not drawn on a logarithmic axis.',
  isOfPoints: true,
  default: false,
  order: 30,
  draw({ ctx, x, y, axis, series }) {
    if (y.type === 'logarithmic') return;
    ctx.lineWidth = 1.5;
    ctx.setLineDash([6, 3]);
    const [from, to] = shownIndices(axis);
    for (const { values } of series) {
      const line = regression(axis.centers.slice(from, to), values.slice(from, to));
      if (!line) continue;
      const height = (at: number): number => y.getPixelForValue(line.intercept + line.slope * at);
      ctx.beginPath();
      ctx.moveTo(x.left, height(x.min));
      ctx.lineTo(x.right, height(x.max));
      ctx.stroke();
    }
    ctx.setLineDash([]);
  },
};
export default linearFit;
