import { useQuery } from '@apollo/client/react';
import { Skeleton, Text } from '@mantine/core';
import { RunFlags } from '../../../flags/run-flags.tsx';
import { ExpressionPointDocument, type PointColumnsFragment } from '../../../generated/operations.ts';
import { InputsTable } from '../../../point/inputs-table.tsx';
import { PointValue } from '../../../point/point-value.tsx';
import { RunAttributes } from '../../../point/run-attributes.tsx';
import { RunDrawer } from '../../../point/run-drawer.tsx';
import { runsCodec } from '../../../run-selection/run-selection.ts';
import { Failure } from '../../../ui/message.tsx';
import { useUrlState } from '../../../url/use-url-state.ts';
import type { SeriesName } from '../plot-view.ts';

/** A panel beside the plot with the value of an expression in a run, its inputs, and the attributes of the run. */
export function ExpressionPanel({
  expression,
  of: { subsystem, primaryDataset, processing },
  run,
  runs,
  onRun,
  close,
}: {
  expression: string;
  /** The subsystem and dataset of its series. */
  of: SeriesName;
  run: number;
  /** Its runs, ascending. */
  runs: readonly number[];
  onRun: (run: number) => void;
  close: () => void;
}) {
  const [selected] = useUrlState(runsCodec);
  const { data, error, refetch } = useQuery(ExpressionPointDocument, {
    variables: { subsystem, primaryDataset, processing, expression, run },
  });
  const columns = data?.derive.columns;
  const inputs = data?.derive.inputs;
  return (
    <RunDrawer {...{ run, runs, onRun, close }}>
      <div>
        <Text className="mono" size="sm" fw={600}>
          {expression}
        </Text>
        <Text size="xs" c="dimmed">
          Expression over {subsystem}, {primaryDataset} {processing}
        </Text>
        {columns ? <PointValue point={pointOf(columns)} yTitle="" /> : null}
      </div>
      {error ? <Failure what="The point could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={120} /> : null}
      {inputs ? <InputsTable {...{ inputs, subsystem, run, selected }} /> : null}
      {inputs === null ? <Text size="sm">The dataset has no file of this run.</Text> : null}
      {data?.run && data.run.flags.length > 0 ? <RunFlags flags={data.run.flags} /> : null}
      {data?.run ? <RunAttributes run={data.run} /> : null}
    </RunDrawer>
  );
}

/** The point of the only run that was requested. */
function pointOf({ runs, values, errorsLow, errorsHigh, entries, failures, reasons }: PointColumnsFragment) {
  return runs.length === 0
    ? undefined
    : {
        value: values[0] ?? null,
        errorLow: errorsLow[0] ?? null,
        errorHigh: errorsHigh[0] ?? null,
        entries: entries[0] ?? null,
        failure: failures[0] ?? null,
        reason: reasons[0] ?? null,
      };
}
