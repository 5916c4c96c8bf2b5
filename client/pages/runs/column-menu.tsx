import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Columns3 } from 'lucide-react';
import { useEffect } from 'react';
import type { RunColumn } from './run-columns.tsx';

/** The keys of the chosen columns, in no order; empty: those that are shown by default. */
type ChosenColumns = readonly string[];

/**
 * Returns the columns to show, and a function that chooses others. The choice is in the URL, and the browser remembers it for the next visit
 * without one.
 */
export function useChosenColumns(
  columns: readonly RunColumn[],
  inUrl: ChosenColumns,
  setInUrl: (columns: ChosenColumns) => void,
): [shown: readonly RunColumn[], choose: (columns: ChosenColumns) => void] {
  const [remembered, remember] = useLocalStorage<ChosenColumns>({
    key: 'hdqm-run-columns',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  // A copied link shows the same columns to others.
  const isOpen = inUrl.length === 0 && remembered.length > 0;
  useEffect(() => {
    if (isOpen) setInUrl(remembered);
  });
  const chosen = new Set(inUrl.length > 0 ? inUrl : remembered);
  const shown = columns.filter(({ key, isOptional }) => (chosen.size > 0 ? chosen.has(key) : !isOptional));
  return [
    shown,
    (keys) => {
      remember(keys);
      setInUrl(keys);
    },
  ];
}

/** A menu of the columns of the table. */
export function ColumnMenu({
  columns,
  shown,
  choose,
}: {
  columns: readonly RunColumn[];
  shown: readonly RunColumn[];
  choose: (columns: ChosenColumns) => void;
}) {
  const keys = shown.map(({ key }) => key);
  return (
    <Popover position="bottom-end" shadow="md" width={220} trapFocus>
      <Popover.Target>
        <Button leftSection={<Columns3 size={13} />}>Columns</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns of the table" mah="70dvh" style={{ overflowY: 'auto' }} tabIndex={0}>
        <Stack gap={6}>
          {columns.map(({ key, label }) => (
            <Checkbox
              key={key}
              label={label}
              checked={keys.includes(key)}
              // The last one stays: without any, the default columns are shown.
              disabled={keys.length === 1 && keys[0] === key}
              onChange={({ currentTarget: { checked } }) =>
                choose(checked ? [...keys, key] : keys.filter((other) => other !== key))
              }
            />
          ))}
          <Button size="compact-xs" variant="subtle" onClick={() => choose([])}>
            Default columns
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
