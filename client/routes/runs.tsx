import { useQuery } from '@apollo/client/react';
import { Badge, Group, Pagination, Table } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { Empty, Failure } from '../components/message.tsx';
import { PageHead } from '../components/page-head.tsx';
import { RunsDocument } from '../generated/operations.ts';
import { formatDuration, formatNumber } from '../state/numbers.ts';

const perPage = 100;

/** The runs that have a DQM file, with what is known of them. */
export function RunsPage() {
  const [parameters, setParameters] = useSearchParams();
  const page = Math.max(1, Number(parameters.get('page')) || 1);
  const { data, error, refetch } = useQuery(RunsDocument, {
    variables: { offset: (page - 1) * perPage, limit: perPage, select: { significant: false } },
  });
  if (error) return <Failure what="The runs could not be loaded." error={error} retry={() => void refetch()} />;
  const { total = 0, items = [] } = data?.runs ?? {};
  return (
    <main className="page">
      <PageHead
        title="Runs"
        about={data ? `${total.toLocaleString('en')} runs have a DQM file, the latest first.` : 'Loading…'}
      />
      {data && total === 0 ? <Empty title="There are no runs yet">A scan brings them.</Empty> : null}
      {items.length > 0 ? (
        <Table.ScrollContainer minWidth={760}>
          <Table striped stickyHeader verticalSpacing={4} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Run</Table.Th>
                <Table.Th>Fill</Table.Th>
                <Table.Th>Era</Table.Th>
                <Table.Th>Start (UTC)</Table.Th>
                <Table.Th>Duration</Table.Th>
                <Table.Th>Recorded luminosity</Table.Th>
                <Table.Th>Class</Table.Th>
                <Table.Th>Significant</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((run) => (
                <Table.Tr key={run.number}>
                  <Table.Td fw={600}>{run.number}</Table.Td>
                  <Table.Td>{run.fill ?? '–'}</Table.Td>
                  <Table.Td>{run.era ?? '–'}</Table.Td>
                  <Table.Td>
                    {run.startTime ? new Date(run.startTime).toISOString().slice(0, 16).replace('T', ' ') : '–'}
                  </Table.Td>
                  <Table.Td>{run.durationSeconds === null ? '–' : formatDuration(run.durationSeconds)}</Table.Td>
                  <Table.Td>{run.recordedLumi === null ? '–' : `${formatNumber(run.recordedLumi)} /pb`}</Table.Td>
                  <Table.Td>{run.class ?? '–'}</Table.Td>
                  <Table.Td>
                    <Significance value={run.significant} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : null}
      {total > perPage ? (
        <Group justify="center" mt="md">
          <Pagination
            total={Math.ceil(total / perPage)}
            value={page}
            onChange={(to) => setParameters({ page: String(to) })}
          />
        </Group>
      ) : null}
    </main>
  );
}

function Significance({ value }: { value: boolean | null }) {
  if (value === null) {
    return (
      <Badge color="gray" variant="light" tt="none" title="Neither OMS nor Run Registry were asked yet">
        not known
      </Badge>
    );
  }
  return value ? 'yes' : 'no';
}
