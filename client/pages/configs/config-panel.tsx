import { useQuery } from '@apollo/client/react';
import { Alert, Anchor, Drawer, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { ConfigDetailsDocument, type ConfigDetailsQuery } from '../../generated/operations.ts';
import { formatTime } from '../../format/time.ts';
import { Failure } from '../../ui/message.tsx';
import { Facts } from '../../ui/facts.tsx';
import { plotLink } from '../../url/links.ts';
import styles from './config-panel.module.css';

type Details = NonNullable<ConfigDetailsQuery['config']>;

/** What there is to know of one config: its plots, its revisions, and why it gave no value lately. */
export function ConfigPanel({ id, close }: { id: string; close: () => void }) {
  const { data } = useQuery(ConfigDetailsDocument, { variables: { id } });
  const config = data?.config;
  return (
    <Drawer
      opened
      position="right"
      size="min(640px, 100%)"
      onClose={close}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={<Text fw={700}>{config ? `${config.subsystem} / ${config.name}` : 'Config'}</Text>}
    >
      <LoadedConfig id={id} />
    </Drawer>
  );
}

/** The same where it is not beside a table. */
export function LoadedConfig({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(ConfigDetailsDocument, { variables: { id } });
  if (error) return <Failure what="The config could not be loaded." error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={300} />;
  return data.config ? <ConfigDetails config={data.config} /> : <Text>There is no such config.</Text>;
}

/** Its metric, plots, failures and revisions. */
function ConfigDetails({ config }: { config: Details }) {
  return (
    <Stack gap="md">
      {config.problem ? (
        <Alert color="red" title="It is not computed at present" variant="light">
          {config.problem}
        </Alert>
      ) : null}
      <Facts
        facts={[
          ['title', config.title],
          ['y title', config.yTitle],
          ['metric', config.metric, 'code'],
          ['fewest entries', config.threshold],
          ['reference run', config.referenceRun],
          ['drawn with', config.group],
          ['in', `${config.file}:${config.line}`, 'code'],
        ]}
      />
      <section aria-label="Its plots">
        <Title order={3} size="h6" mb={4}>
          Its plots
        </Title>
        {config.trends.length === 0 ? <Text size="sm">No dataset has data of it.</Text> : null}
        {config.trends.map(({ id, dataset: { primaryDataset, processing } }) => (
          <div key={id}>
            <Anchor
              component={Link}
              size="sm"
              to={plotLink({ subsystem: config.subsystem, config: config.name, primaryDataset, processing })}
            >
              {primaryDataset} {processing}
            </Anchor>
          </div>
        ))}
      </section>
      <section aria-label="Why it gave no value">
        <Title order={3} size="h6" mb={4}>
          Why it gave no value lately
        </Title>
        {config.failures.length === 0 ? (
          <Text size="sm">It gave one in each of the latest 100 runs of every dataset that had its ME.</Text>
        ) : (
          <Table fz="xs" verticalSpacing={3}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Last run</Table.Th>
                <Table.Th>Runs</Table.Th>
                <Table.Th>Dataset</Table.Th>
                <Table.Th>Why</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {config.failures.map(({ primaryDataset, processing, failure, reason, runs, lastRun }) => (
                <Table.Tr key={`${primaryDataset} ${processing} ${failure} ${reason}`}>
                  <Table.Td>{lastRun}</Table.Td>
                  <Table.Td>{runs}</Table.Td>
                  <Table.Td>
                    {primaryDataset} {processing}
                  </Table.Td>
                  <Table.Td>
                    {reason} <span className="mono dim">{failure}</span>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </section>
      <Revisions config={config} />
    </Stack>
  );
}

/** What changed when: each revision, and what in it is not as before. */
function Revisions({ config: { revisions } }: { config: Details }) {
  return (
    <section aria-label="Revisions">
      <Title order={3} size="h6" mb={4}>
        Revisions
      </Title>
      {revisions.toReversed().map((revision) => {
        const before = revisions.find((other) => other.revision === revision.revision - 1);
        const is = (part: 'metric' | 'threshold' | 'referenceRun'): boolean =>
          !before || before[part] !== revision[part];
        const isPaths = !before || JSON.stringify(before.paths) !== JSON.stringify(revision.paths);
        return (
          <div key={revision.revision} className={styles.revision}>
            <Text size="sm" fw={600}>
              {revision.revision}, since {formatTime(revision.createdAt)}
            </Text>
            <Facts
              facts={[
                ['metric', is('metric') ? revision.metric : null, 'code'],
                ...(isPaths
                  ? Object.entries(revision.paths as Record<string, string[]>).map(
                      ([input, paths]) => [input, paths.join(' or '), 'code'] as const,
                    )
                  : []),
                ['fewest entries', is('threshold') ? revision.threshold : null],
                ['reference run', is('referenceRun') ? revision.referenceRun : null],
              ]}
            />
          </div>
        );
      })}
    </section>
  );
}
