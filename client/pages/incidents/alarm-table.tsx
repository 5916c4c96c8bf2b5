import { Table } from '@mantine/core';
import { Link } from 'react-router';
import table from '../../ui/table.module.css';
import { AlarmBadge, AlarmCheckbox, AlarmHistory, alarmLink } from './alarm-card.tsx';
import { describeState, type ShownAlarm } from './alarm-text.ts';

/** Alarms without plots, one per row. */
export function AlarmTable({
  alarms,
  selected,
  select,
}: {
  alarms: readonly ShownAlarm[];
  selected: ReadonlySet<string>;
  select: (id: string, isSelected: boolean) => void;
}) {
  return (
    <div className={table.wide} tabIndex={0} role="region" aria-label="Further alarms">
      <Table fz="sm" verticalSpacing={4} miw={640}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={30} aria-label="Selected" />
            <Table.Th>Trend</Table.Th>
            <Table.Th>Dataset</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Alarm</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {alarms.map((alarm) => {
            const { id, summary, trend } = alarm;
            return (
              <Table.Tr key={id} data-alarm={trend.config.name}>
                <Table.Td>
                  <AlarmCheckbox
                    alarm={alarm}
                    isSelected={selected.has(id)}
                    select={(isSelected) => select(id, isSelected)}
                  />
                </Table.Td>
                <Table.Td>
                  <Link to={alarmLink(alarm)}>
                    {trend.config.subsystem}/{trend.config.name}
                  </Link>
                </Table.Td>
                <Table.Td>
                  {trend.dataset.primaryDataset} {trend.dataset.processing}
                </Table.Td>
                <Table.Td>
                  <AlarmBadge alarm={alarm} />
                </Table.Td>
                <Table.Td>
                  {summary}
                  <div className="dim">{describeState(alarm)}</div>
                  <AlarmHistory alarm={alarm} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </div>
  );
}
