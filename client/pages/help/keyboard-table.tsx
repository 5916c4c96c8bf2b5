import { Kbd, Table } from '@mantine/core';

const keys: readonly (readonly [keys: readonly string[], action: string])[] = [
  [['Tab'], 'moves between plots and controls; the first stop skips to the content'],
  [['/'], 'focuses the search of the page'],
  [
    ['←', '→'],
    'on a plot, moves between runs and shows their values; beside an open histogram, opens the previous or next run',
  ],
  [['↑', '↓'], 'on a plot with several series, moves between them'],
  [['Enter'], 'on a plot, opens the histograms of the selected run'],
  [['j', 'k'], 'on Incidents, the next or previous incident; so do the arrow keys in the list, and Enter opens one'],
  [['a'], 'on Incidents, acknowledges the open incident, or the selected alarms of it'],
  [['?'], 'on Incidents, shows these keys'],
  [
    ['[', ']'],
    'on the page of a run, opens the previous or next significant run; so do ← and → while nothing is in focus',
  ],
  [['Esc'], 'closes the open panel or menu, and returns to where it was opened'],
];

/** What keys do. */
export function KeyboardTable() {
  return (
    <Table fz="sm" verticalSpacing={3}>
      <Table.Tbody>
        {keys.map(([names, action]) => (
          <Table.Tr key={action}>
            <Table.Td w={110}>
              {names.map((name) => (
                <Kbd key={name} mr={4}>
                  {name}
                </Kbd>
              ))}
            </Table.Td>
            <Table.Td>{action}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
