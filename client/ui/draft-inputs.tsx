import { NumberInput, type NumberInputProps, TextInput, type TextInputProps } from '@mantine/core';
import { useCommittedDraft } from './use-draft.ts';

/** An input whose value is committed when typing pauses; `wait` is in ms. */
type Draft<Props, Value> = Omit<Props, 'value' | 'onChange' | 'error'> & {
  value: Value;
  onCommit: (value: Value) => void;
  wait?: number;
};

/** A number, null where it is empty. One beyond `min` or `max` is not committed. */
export function DraftNumberInput({ value, onCommit, wait, ...props }: Draft<NumberInputProps, number | null>) {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = props;
  const commit = (text: number | string): void => {
    const number = Number(text);
    if (text === '' || Number.isNaN(number)) onCommit(null);
    else if (number >= Number(min) && number <= Number(max)) onCommit(number);
  };
  const [draft, setDraft] = useCommittedDraft<number | string>(value ?? '', commit, wait);
  return <NumberInput {...props} value={draft} onChange={setDraft} />;
}

/** A text; one with a problem is not committed. */
export function DraftTextInput({
  value,
  onCommit,
  wait,
  problemOf = () => undefined,
  ...props
}: Draft<TextInputProps, string> & { problemOf?: (text: string) => string | undefined }) {
  const commit = (text: string): void => {
    if (problemOf(text) === undefined) onCommit(text);
  };
  const [draft, setDraft] = useCommittedDraft(value, commit, wait);
  return (
    <TextInput
      {...props}
      value={draft}
      error={draft.trim() === '' ? undefined : problemOf(draft)}
      onChange={({ currentTarget: { value: text } }) => setDraft(text)}
    />
  );
}
