import type { Overlay } from '../overlay.ts';

const errors: Overlay = {
  key: 'errors',
  label: 'Error bars',
  help: 'A vertical bar shows the uncertainty of a value; it may be longer on one side.',
  default: true,
  order: 10,
  draw({ ctx, y, centers, series }) {
    const isLog = y.type === 'logarithmic';
    ctx.globalAlpha = 0.5;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (const { values, errorsLow, errorsHigh } of series) {
      for (const [index, value] of values.entries()) {
        const [low, high] = [errorsLow[index] ?? 0, errorsHigh[index] ?? 0];
        if (value === null || (low === 0 && high === 0) || (isLog && value <= 0)) continue;
        const center = centers[index] ?? 0;
        ctx.moveTo(center, isLog && value - low <= 0 ? y.bottom : y.getPixelForValue(value - low));
        ctx.lineTo(center, y.getPixelForValue(value + high));
      }
    }
    ctx.stroke();
    ctx.globalAlpha = 1;
  },
};
export default errors;
