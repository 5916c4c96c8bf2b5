import type { RunSelection } from '../../generated/operations.ts';
import type { SeriesName } from './plot-view.ts';

/** A query for the points of trends with all that they were asked for written out, for people to go on from. */
export function pointsQuery(series: readonly SeriesName[], select: RunSelection): string {
  const fields = series.map((name, index) => {
    const { subsystem, config, primaryDataset, processing } = name;
    const given = { subsystem, primaryDataset, processing, names: [config], select };
    const words = Object.entries(given).map(([key, value]) => `    ${key}: ${literal(value)}`);
    return `  ${index === 0 ? '' : `also${index}: `}trends(\n${words.join('\n')}\n  ) {\n    ...Points\n  }`;
  });
  return `# The points of this plot. Ctrl and Enter asks; Ctrl and the space bar tells what else there is.
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

/** A value as GraphQL writes it: as JSON, but for the names of an object's fields. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, each]) => `${name}: ${literal(each)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
