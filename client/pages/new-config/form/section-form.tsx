import { Text, TextInput } from '@mantine/core';
import type { DraftQuery } from '../../../generated/operations.ts';
import { useDraft } from '../../../ui/use-draft.ts';
import { renameSection, setEntries, setEntry } from '../../../config-text/edit-text.ts';
import type { Literal } from '../../../config-text/expression.ts';
import { entryOf, type TextSection, valueOf } from '../../../config-text/ini-text.ts';
import { MetricField, metricOf, useMetrics } from './metric-field.tsx';
import { PathField } from './path-field.tsx';
import styles from './section-form.module.css';

/** Inputs of metrics besides the main one, by name: the key of a config, and the label. */
const otherInputs = {
  histo1: ['histo1Path', 'Second ME (histo1Path)'],
  histo2: ['histo2Path', 'Third ME (histo2Path)'],
  reference: ['reference', 'Reference ME (reference)'],
} as const;

/** The entries of a plot's section as a form. An edit replaces the lines of the entry in the text. */
export function SectionForm({
  text,
  section,
  draft,
  file,
  onChange,
  onRename,
}: {
  text: string;
  section: TextSection;
  draft: DraftQuery['draft'] | undefined;
  /** Path of the file whose MEs are listed. */
  file: string | undefined;
  onChange: (text: string) => void;
  onRename: (text: string, name: string) => void;
}) {
  const metrics = useMetrics();
  const value = (key: string): string => valueOf(section, key);
  const set = (key: string, after: string): void => onChange(setEntry(text, section, key, after));
  /** The problem at the lines of an entry. */
  const errorOf = (key: string): string | undefined => {
    const entry = entryOf(section, key);
    return draft?.problems.find(({ line }) => entry && line >= entry.line && line <= entry.endLine)?.message;
  };
  const field = (key: string) => ({
    value: value(key),
    error: errorOf(key),
    onChange: (after: string) => set(key, after),
  });
  const metric = metricOf(value('metric'), metrics);
  const parsed = draft?.sections.find(({ line }) => line === section.line);
  const parameters = parsed?.metricId === metric?.id ? parsed?.arguments : undefined;
  const setThreshold = (threshold: string): void =>
    onChange(setEntries(text, section, { threshold, applyThreshold: threshold.trim() === '' ? '' : 'yes' }));
  return (
    <div className={styles.root}>
      <EntryField
        label="Name"
        isRequired
        value={section.name}
        onChange={(name) => onRename(renameSection(text, section, name), name)}
      />
      <EntryField label="Title" placeholder={section.name} {...field('plotTitle')} />
      <EntryField className={styles.wide} label="Y axis title, with the unit" isRequired {...field('yTitle')} />
      <MetricField
        key={section.line}
        written={value('metric')}
        parameters={Array.isArray(parameters) ? (parameters as Literal[]) : undefined}
        error={errorOf('metric')}
        metrics={metrics}
        onChange={(written) => set('metric', written)}
      />
      <PathField label="ME (relativePath)" isRequired file={file} {...field('relativePath')} />
      {Object.entries(otherInputs).map(([name, [key, label]]) => {
        const input = metric?.inputs.find((each) => each.name === name);
        if (!input && value(key) === '') return null;
        const isRequired = input?.isOptional === false && name !== 'reference';
        return (
          <PathField
            key={key}
            label={label}
            description={input?.classes}
            isRequired={isRequired}
            file={file}
            {...field(key)}
          />
        );
      })}
      {metric?.inputs.some(({ name }) => name === 'reference') || value('referenceRun') !== '' ? (
        <EntryField label="Reference run" placeholder="instead of a reference ME" {...field('referenceRun')} />
      ) : null}
      <EntryField label="Min. entries for a point" placeholder="any" {...field('threshold')} onChange={setThreshold} />
      <EntryField label="Warning limits" placeholder="MIN..MAX of good values" {...field('warning')} />
      <EntryField label="Error limits" placeholder="MIN..MAX of good values" {...field('error')} />
      <EntryField
        className={styles.wide}
        label="Description"
        placeholder="what the plot shows"
        {...field('description')}
      />
      <EntryField label="Contact" placeholder="whom to call when it is bad" {...field('contact')} />
      <EntryField label="Action" placeholder="what to do when it is bad" {...field('action')} />
      {section.entries.some(({ key }) => key.toLowerCase().startsWith('for.')) ? (
        <Text size="xs" c="dimmed" className={styles.wide}>
          A family: its variables (for.…) are edited in the text.
        </Text>
      ) : null}
    </div>
  );
}

function EntryField({
  label,
  placeholder,
  className,
  value,
  error,
  isRequired = false,
  onChange,
}: {
  label: string;
  placeholder?: string;
  className?: string | undefined;
  value: string;
  error?: string | undefined;
  isRequired?: boolean;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useDraft(value);
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      className={className}
      withAsterisk={isRequired}
      value={text}
      error={error}
      onChange={({ currentTarget: { value: typed } }) => {
        setText(typed);
        onChange(typed);
      }}
    />
  );
}
