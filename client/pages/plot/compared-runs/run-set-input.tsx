import { Button, Group, Menu } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { parseRunList } from '../../../run-selection/run-list.ts';
import { DraftTextInput } from '../../../ui/draft-inputs.tsx';
import type { quickPicks } from './quick-picks.ts';

/** A list of runs to type, pick, or select by a drag over the plot. */
export function RunSetInput({
  name,
  list,
  picks,
  isDragExpected,
  change,
  expectDrag,
}: {
  name: 'A' | 'B';
  list: string;
  picks: ReturnType<typeof quickPicks>;
  isDragExpected: boolean;
  change: (list: string) => void;
  /** Undefined where the plot cannot be dragged over. */
  expectDrag: ((isExpected: boolean) => void) | undefined;
}) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-end" style={{ flex: '1 1 300px' }}>
      <DraftTextInput
        label={`Runs ${name}`}
        placeholder="355100-355200, 355300"
        style={{ flex: 1 }}
        value={list}
        problemOf={(text) => parseRunList(text).problem}
        onCommit={(text) => change(text.trim())}
      />
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button variant="default" rightSection={<ChevronDown size={13} />} aria-label={`Pick runs ${name}`}>
            Pick
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
          {expectDrag ? (
            <Menu.Item onClick={() => expectDrag(!isDragExpected)}>
              {isDragExpected ? 'Cancel the drag' : 'Drag over the plot'}
            </Menu.Item>
          ) : null}
          {picks.map(({ title, picks }) => [
            <Menu.Label key={title}>{title}</Menu.Label>,
            ...picks.map(({ label, list }) => (
              <Menu.Item key={`${title} ${label}`} onClick={() => change(list)}>
                {label}
              </Menu.Item>
            )),
          ])}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
