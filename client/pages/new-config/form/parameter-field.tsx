import { Select, TextInput } from '@mantine/core';
import type { DraftMetricsQuery } from '../../../generated/operations.ts';
import { Toggle } from '../../../ui/toggle.tsx';
import { useDraft } from '../../../ui/use-draft.ts';
import type { Literal } from '../../../config-text/expression.ts';
import { inputOf, type ParameterSchema, parameterText, parseParameter } from './parameter-text.ts';

export type MetricParameter = DraftMetricsQuery['metrics'][number]['parameters'][number];

/** A parameter of a metric, entered as its schema says. Undefined is its default. */
export function ParameterField({
  parameter: { name, type, description, default: initial, isOptional, schema },
  value,
  onChange,
}: {
  parameter: MetricParameter;
  value: Literal | undefined;
  onChange: (value: Literal | undefined) => void;
}) {
  const declared = schema as ParameterSchema;
  const [text, setText] = useDraft(parameterText(value));
  const hint = `${type}${initial === null ? '' : `, default ${initial}`}`;
  const kind = inputOf(declared);
  if (kind === 'switch')
    return (
      <Toggle
        label={name}
        title={`${description} (${hint})`}
        checked={(value ?? declared.default) === true}
        onChange={onChange}
      />
    );
  const labels = { label: name, description, title: hint, required: !isOptional, withAsterisk: !isOptional };
  if (kind === 'select')
    return (
      <Select
        {...labels}
        placeholder={hint}
        clearable={isOptional}
        data={(declared.enum ?? []).map(String)}
        value={value === undefined ? null : String(value)}
        onChange={(selected) => onChange(selected === null ? undefined : parseParameter(selected, declared))}
      />
    );
  return (
    <TextInput
      {...labels}
      placeholder={hint}
      value={text}
      onChange={({ currentTarget: { value: typed } }) => {
        setText(typed);
        onChange(parseParameter(typed, declared));
      }}
    />
  );
}
