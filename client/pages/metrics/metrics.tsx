import { useQuery } from '@apollo/client/react';
import { Code, Skeleton, Text } from '@mantine/core';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { fields, parameter, text } from '../../url/codec.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { MetricsDocument, type MetricsQuery } from '../../generated/operations.ts';
import card from '../../ui/card.module.css';
import styles from './metrics.module.css';

type Metric = MetricsQuery['metrics'][number];

const urlState = fields({ search: parameter('search', '', text) });

/** The metrics that configs can use. */
export function MetricsPage() {
  const [{ search }, update] = useUrlState(urlState);
  const { data, error, refetch } = useQuery(MetricsDocument);
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
        about={data ? `${data.metrics.length} metrics. Each reduces an ME to a value with an uncertainty.` : 'Loading…'}
        search={{
          value: search,
          onChange: (value) => update({ search: value }, { replace: true }),
          placeholder: 'Search name, summary, formula',
        }}
      />
      {error ? <Failure what="The metrics could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {found || error ? null : <Skeleton height={400} />}
      {found?.length === 0 ? (
        <Empty title="No metric matches">
          The search finds metrics with all its words in name, summary, formula or parameters.
        </Empty>
      ) : null}
      <div className={styles.grid}>
        {found?.map((metric) => (
          <MetricCard key={metric.id} metric={metric} />
        ))}
      </div>
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
      {metric.parameters.map(({ name, type, default: defaultValue, description }) => (
        <Text key={name} size="xs" mt={4}>
          <b>{name}</b> ({type}
          {defaultValue === null ? '' : `, default ${defaultValue}`}): {description}
        </Text>
      ))}
      <Text size="xs" c="dimmed" mt={6}>
        {metric.inputs.map(({ name, classes }) => `${name}: ${classes}`).join(' · ')}
        {metric.revision > 1 ? ` · revision ${metric.revision}` : ''}
      </Text>
    </article>
  );
}
