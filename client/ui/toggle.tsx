import { Checkbox } from '@mantine/core';

/** A checkbox. */
export function Toggle({
  onChange,
  ...props
}: {
  label: string;
  /** The tooltip. */
  title?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return <Checkbox {...props} onChange={({ currentTarget: { checked } }) => onChange(checked)} />;
}
