import { useQuery } from '@apollo/client/react';
import { Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DraftMetricsDocument, type DraftMetricsQuery } from '../../../generated/operations.ts';
import { useDraft } from '../../../ui/use-draft.ts';
import { formatExpression, type Literal } from '../../../config-text/expression.ts';
import { ParameterField } from './parameter-field.tsx';
import styles from './section-form.module.css';

export type FormMetric = DraftMetricsQuery['metrics'][number];

/** The metrics of the server. */
export function useMetrics(): readonly FormMetric[] {
  return useQuery(DraftMetricsDocument).data?.metrics ?? noMetrics;
}

const noMetrics: readonly FormMetric[] = [];

/** The metric that a text names, before its parameters. */
export function metricOf(written: string, metrics: readonly FormMetric[]): FormMetric | undefined {
  const id = /^\s*([\w.]+)/.exec(written)?.[1];
  return metrics.find((metric) => metric.id === id);
}

/** The metric of a section, of all metrics, and its parameters as these are declared. */
export function MetricField({
  written,
  parameters,
  error,
  metrics,
  onChange,
}: {
  /** As in the text. */
  written: string;
  /** As the server parsed them; undefined where it could not. */
  parameters: readonly Literal[] | undefined;
  error: string | undefined;
  metrics: readonly FormMetric[];
  onChange: (written: string) => void;
}) {
  const metric = metricOf(written, metrics);
  const [text, setText] = useDraft(written);
  /** What was entered last, while the check has no answer or the metric does not accept it. */
  const [entered, setEntered] = useState<{ written: string; values: readonly (Literal | undefined)[] }>();
  const values = entered?.written === written ? entered.values : parameters;
  const change = (after: string): void => {
    setText(after);
    onChange(after);
  };
  return (
    <>
      <Select
        label="Metric"
        placeholder="Select a metric"
        className={styles.wide}
        searchable
        data={metrics.map(({ id }) => id)}
        // The name of the selected metric is no search: the first key replaces it.
        onClick={({ currentTarget }) => currentTarget.select()}
        filter={({ options, search }) => {
          if (search === metric?.id) return options;
          const words = search.toLowerCase().split(/\s+/);
          const textOf = (id: string): string =>
            `${id} ${metrics.find((each) => each.id === id)?.summary ?? ''}`.toLowerCase();
          return options.filter(
            (option) => 'value' in option && words.every((word) => textOf(option.value).includes(word)),
          );
        }}
        renderOption={({ option }) => (
          <div>
            <span className="mono">{option.value}</span>
            <div className="dim small">{metrics.find(({ id }) => id === option.value)?.summary}</div>
          </div>
        )}
        value={metric?.id ?? null}
        allowDeselect={false}
        onChange={(id) => {
          const selected = metrics.find((each) => each.id === id);
          if (selected && selected !== metric) change(selected.example);
        }}
      />
      {metric ? (
        <Text size="xs" c="dimmed" className={styles.wide}>
          {metric.summary}
        </Text>
      ) : null}
      <TextInput
        label="Metric with parameters"
        className={styles.wide}
        classNames={{ input: 'mono' }}
        value={text}
        error={error}
        onChange={({ currentTarget: { value } }) => change(value)}
      />
      {metric && values
        ? metric.parameters.map((parameter, index) => (
            <ParameterField
              key={`${metric.id} ${parameter.name}`}
              parameter={parameter}
              value={values[index]}
              onChange={(value) => {
                const after = metric.parameters.map((_, other) => (other === index ? value : values[other]));
                const expression = formatExpression(metric.id, after);
                setEntered({ written: expression, values: after });
                change(expression);
              }}
            />
          ))
        : null}
    </>
  );
}
