import type { RunSelection } from '../../../generated/operations.ts';
import type { SeriesName } from '../plot-view.ts';

/** Returns a GraphQL query for the points of trends, with all arguments as literals: a start for the user's own query. */
export function pointsQuery(series: readonly SeriesName[], select: RunSelection): string {
  const fields = series.map((name, index) => {
    const { subsystem, config, primaryDataset, processing } = name;
    const parameters = { subsystem, primaryDataset, processing, names: [config], select };
    const lines = Object.entries(parameters).map(([key, value]) => `    ${key}: ${literal(value)}`);
    return `  ${index === 0 ? '' : `also${index}: `}trends(\n${lines.join('\n')}\n  ) {\n    ...Points\n  }`;
  });
  return `# The points of this plot. Ctrl-Enter executes the query, Ctrl-Space lists the available fields.
query PointsOfPlot {
${fields.join('\n')}
}

fragment Points on Trend {
  config {
    subsystem
    name
    title
    yTitle
    metric
    paths
    revision
  }
  dataset {
    primaryDataset
    processing
  }
  points {
    run {
      number
      fill
      startTime
      recordedLumi
    }
    value
    errorLow
    errorHigh
    entries
    failure
    revision
    file {
      path
    }
  }
}
`;
}

/** Returns a value as a GraphQL literal: JSON, except that names of fields have no quotes. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, each]) => `${name}: ${literal(each)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
