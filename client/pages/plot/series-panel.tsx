import { PointPanel } from '../../point/point-panel.tsx';
import type { PointName } from '../../point/point.ts';
import type { Update } from '../../url/use-url-state.ts';
import type { LoadedSeries } from './data/plot-lines.ts';
import { ExpressionPanel } from './expression/expression-panel.tsx';
import { expressionOf } from './expression/expression.ts';
import type { PlotView } from './plot-view.ts';

/** The panel of a point of a series: of the trend of a config, or of an expression. */
export function SeriesPanel({
  series: { of, columns },
  point,
  update,
}: {
  series: LoadedSeries;
  point: PointName;
  update: Update<PlotView>;
}) {
  const expression = expressionOf(of);
  const panel = {
    run: point.run,
    onRun: (run: number) => update({ point: { ...point, run } }),
    close: () => update({ point: null }),
  };
  return expression === undefined ? (
    <PointPanel subsystem={of.subsystem} dataset={of} config={of.config} {...panel} />
  ) : (
    <ExpressionPanel expression={expression} of={of} runs={columns.runs} {...panel} />
  );
}
