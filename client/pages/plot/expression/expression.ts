/** Expressions over the trends of a plot's subsystem: their series have the name `= EXPRESSION` in place of a config's. */
import type { ExpressionSeriesQuery, RunSelection } from '../../../generated/operations.ts';
import type { SeriesName } from '../plot-view.ts';

const prefix = '= ';

/** The name of the series of an expression. */
export function expressionName(expression: string, dataset: Omit<SeriesName, 'config'>): SeriesName {
  return { ...dataset, config: `${prefix}${expression}` };
}

/** The expression of a series; undefined where it is the trend of a config. */
export function expressionOf({ config }: Pick<SeriesName, 'config'>): string | undefined {
  return config.startsWith(prefix) ? config.slice(prefix.length) : undefined;
}

/** The series that are trends of configs. */
export function configSeries(names: readonly SeriesName[]): SeriesName[] {
  return names.filter((name) => expressionOf(name) === undefined);
}

/** The variables of the queries for the expressions among the names. */
export function expressionRequests(names: readonly SeriesName[], select: RunSelection) {
  return names.flatMap((name) => {
    const expression = expressionOf(name);
    const { subsystem, primaryDataset, processing } = name;
    return expression === undefined ? [] : { subsystem, primaryDataset, processing, expression, select };
  });
}

/** What is wrong with an expression, with a near name. */
export function problemOf({ derive: { problem, suggestion } }: ExpressionSeriesQuery): string | null {
  if (problem === null) return null;
  return suggestion === null ? `${problem}.` : `${problem}. Did you mean ${suggestion}?`;
}
