import { Table } from '@mantine/core';

const failures: readonly (readonly [code: string, meaning: string])[] = [
  ['MISSING_HISTOGRAM', 'the ME is not in the file'],
  ['UNREADABLE', 'the ME is corrupt in the file'],
  ['WRONG_TYPE', 'the metric does not accept the class or the axes of the ME'],
  ['INCOMPATIBLE', 'two inputs have different bins'],
  ['NO_SUCH_BIN', 'the bin or label that the metric needs is not in the ME'],
  ['NO_DATA', 'the ME is empty'],
  ['TOO_FEW_ENTRIES', 'the ME has fewer entries than the config or the metric requires'],
  ['FIT_FAILED', 'the fit did not converge, or its result is invalid'],
  ['NOT_FINITE', 'the value is infinite or not a number'],
  ['METRIC_THREW', 'the metric threw an error'],
];

/** The codes of runs without a value, with their meaning. */
export function FailureCodes() {
  return (
    <Table
      fz="sm"
      verticalSpacing={3}
      data={{
        body: failures.map(([code, meaning]) => [
          <span key={code} className="mono">
            {code}
          </span>,
          meaning,
        ]),
      }}
    />
  );
}
