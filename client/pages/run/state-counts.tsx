import { Anchor, Table } from '@mantine/core';
import { Link } from 'react-router';
import type { PointState, StateCountsFragment } from '../../generated/operations.ts';
import table from '../../ui/table.module.css';
import type { Judgements } from './run-text.ts';
import { pointStates, type RunView, runViewLink, showTrends, stateNames } from './run-view.ts';
import styles from './state-counts.module.css';

/** Numbers of trends by subsystem and state. Each shows its trends below. */
export function StateCounts({
  run,
  judgements: { counts, subsystems },
  view,
}: {
  run: number;
  judgements: Pick<Judgements, 'counts' | 'subsystems'>;
  view: RunView;
}) {
  return (
    <div className={table.wide} tabIndex={0} role="region" aria-label="Trends by subsystem and state">
      <Table fz="sm" verticalSpacing={2} horizontalSpacing={5} className={styles.root}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Subsystem</Table.Th>
            {pointStates.map((state) => (
              <Table.Th key={state} className={styles.number}>
                {stateNames[state]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Row run={run} name="All" subsystem="" counts={counts} view={view} />
          {subsystems.map((counts) => (
            <Row
              key={counts.subsystem}
              run={run}
              name={counts.subsystem}
              subsystem={counts.subsystem}
              counts={counts}
              view={view}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({
  run,
  name,
  subsystem,
  counts,
  view,
}: {
  run: number;
  name: string;
  /** Empty: all. */
  subsystem: string;
  counts: StateCountsFragment;
  view: RunView;
}) {
  const link = (state: PointState | null, text: string, label: string) => (
    <Anchor
      component={Link}
      to={runViewLink(run, { filter: { ...view.filter, subsystem }, state, point: null })}
      size="sm"
      aria-label={label}
      aria-current={view.filter.subsystem === subsystem && view.state === state ? 'true' : undefined}
      preventScrollReset
      onClick={showTrends}
    >
      {text}
    </Anchor>
  );
  return (
    <Table.Tr data-subsystem={name}>
      <Table.Th scope="row">{link(null, name, `${name}: ${counts.total.toLocaleString('en')} trends`)}</Table.Th>
      {pointStates.map((state) => (
        <Table.Td key={state} className={styles.number} data-state={counts[state] > 0 ? state : undefined}>
          {counts[state] === 0 ? (
            <span className="dim">0</span>
          ) : (
            link(
              state,
              counts[state].toLocaleString('en'),
              `${name}: ${counts[state].toLocaleString('en')} ${stateNames[state].toLowerCase()}`,
            )
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
