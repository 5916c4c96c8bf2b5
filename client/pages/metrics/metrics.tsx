import { useQuery } from '@apollo/client/react';
import { Code, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useEffect } from 'react';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { fields, parameter, text } from '../../url/codec.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { MetricsDocument, type MetricsQuery } from '../../generated/operations.ts';
import card from '../../ui/card.module.css';
import styles from './metrics.module.css';

type Metric = MetricsQuery['metrics'][number];

const urlState = fields({ search: parameter('search', '', text) });

/** The catalogue of metrics that configs can use. */
export function MetricsPage() {
  const [{ search }, update] = useUrlState(urlState);
  const { data, error, refetch } = useQuery(MetricsDocument);
  useEffect(() => {
    document.title = 'Metrics · HDQM';
  }, []);
  if (error) return <Failure what="The metrics could not be loaded." error={error} retry={() => void refetch()} />;
  const words = search.toLowerCase().split(/\s+/);
  const found = data?.metrics.filter((metric) => {
    const text = [
      metric.id,
      metric.summary,
      metric.formula,
      ...metric.parameters.map(({ name, description }) => `${name} ${description}`),
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <div className="page">
      <PageHead
        title="Metrics"
        about={data ? `${data.metrics.length} metrics reduce an ME to a value and an error.` : 'Loading…'}
        search={{
          value: search,
          change: (value) => update({ search: value }, { replace: true }),
          placeholder: 'name, meaning, formula',
        }}
      />
      {found ? null : <Skeleton height={400} />}
      {found?.length === 0 ? (
        <Empty title="No metric matches">
          The search looks for all its words in names, summaries, formulas and parameters.
        </Empty>
      ) : null}
      <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="sm">
        {found?.map((metric) => (
          <MetricCard key={metric.id} metric={metric} />
        ))}
      </SimpleGrid>
    </div>
  );
}

function MetricCard({ metric }: { metric: Metric }) {
  return (
    <article className={`${card.root} ${styles.card}`} style={{ padding: '10px 12px 12px' }}>
      <Text fw={700} className="mono" fz={13}>
        {metric.id}
      </Text>
      <Text size="sm" mt={2}>
        {metric.summary}
      </Text>
      <Text size="xs" c="dimmed" mt={6}>
        {metric.formula}
      </Text>
      <Code block mt={8} fz={12}>
        {metric.example}
      </Code>
      {metric.parameters.map(({ name, type, default: usual, description }) => (
        <Text key={name} size="xs" mt={4}>
          <b>{name}</b> ({type}
          {usual === null ? '' : `, default ${usual}`}): {description}
        </Text>
      ))}
      <Text size="xs" c="dimmed" mt={6}>
        {metric.inputs.map(({ name, classes }) => `${name}: ${classes}`).join(' · ')}
      </Text>
    </article>
  );
}
