import { type Overlay, runEdges } from '../overlay.ts';

const fills: Overlay = {
  key: 'fills',
  label: 'Fill bands',
  help: 'Every other fill has a grey band behind its runs.',
  default: true,
  order: -40,
  draw(context) {
    const { ctx, area, table, dark } = context;
    ctx.fillStyle = dark ? 'rgba(255, 255, 255, 0.045)' : 'rgba(33, 37, 41, 0.04)';
    const runFills = table.fills;
    let hasBand = false;
    for (let first = 0; first < runFills.length;) {
      const fill = runFills[first] ?? null;
      let next = first + 1;
      while (next < runFills.length && runFills[next] === fill) next += 1;
      if (fill !== null) {
        if (hasBand) {
          const [left] = runEdges(context, first);
          const [, right] = runEdges(context, next - 1);
          ctx.fillRect(left, area.top, right - left, area.height);
        }
        hasBand = !hasBand;
      }
      first = next;
    }
  },
};
export default fills;
