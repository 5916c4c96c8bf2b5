import { Checkbox, Table, Text } from '@mantine/core';
import type { DraftPreviewQuery } from '../../../generated/operations.ts';
import { formatNumber, formatValue } from '../../../format/numbers.ts';
import { Section } from '../../../ui/panel.tsx';
import { maxNames } from '../draft-view.ts';
import { type DraftConfig, isComputed } from './draft-lines.ts';
import styles from './member-table.module.css';

export type DraftPreview = NonNullable<DraftPreviewQuery['draft']['preview']>;
type Member = DraftPreview['members'][number];

/** The configs of a draft with their values in the latest file. Those that are selected are read over runs. */
export function MemberTable({
  configs,
  count,
  preview,
  selected,
  onSelect,
}: {
  configs: readonly DraftConfig[];
  /** Of all configs, of which the first are listed. */
  count: number;
  /** Undefined while it is read; null where the dataset has no file. */
  preview: DraftPreview | null | undefined;
  /** Names. */
  selected: readonly string[];
  onSelect: (names: string[]) => void;
}) {
  const members = new Map(preview?.members.map((member) => [member.name, member]));
  return (
    <Section title={count === 1 ? 'Config' : `${count.toLocaleString('en')} configs`} className={styles.root}>
      <Text size="xs" c="dimmed" role="status">
        {summaryOf(preview, count)}
      </Text>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="Values in the latest file">
        <Table fz="xs" verticalSpacing={2} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Config</Table.Th>
              <Table.Th>Value{preview ? `, run ${preview.run}` : ''}</Table.Th>
              <Table.Th>Entries</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {configs.map((config) => {
              const member = members.get(config.name);
              const isSelected = selected.includes(config.name);
              return (
                <Table.Tr key={config.name}>
                  <Table.Td>
                    {count === 1 || !isComputed(config) ? (
                      config.name
                    ) : (
                      <Checkbox
                        size="xs"
                        label={config.name}
                        checked={isSelected}
                        disabled={isSelected ? selected.length === 1 : selected.length === maxNames}
                        onChange={() =>
                          onSelect(
                            isSelected ? selected.filter((name) => name !== config.name) : [...selected, config.name],
                          )
                        }
                      />
                    )}
                    {config.isDefined ? (
                      <Text size="xs" c="var(--caution)">
                        A config of this subsystem has this name.
                      </Text>
                    ) : null}
                  </Table.Td>
                  <Table.Td>
                    {isComputed(config) ? null : <span className="dim">derived from trends, once it is in a file</span>}
                    {isComputed(config) && member ? <MemberValue member={member} /> : null}
                  </Table.Td>
                  <Table.Td>{member?.entries === null || !member ? '' : formatNumber(member.entries)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
        {count > configs.length ? (
          <Text size="xs" c="dimmed">
            The first {configs.length} of {count.toLocaleString('en')} are listed.
          </Text>
        ) : null}
      </div>
    </Section>
  );
}

function summaryOf(preview: DraftPreview | null | undefined, count: number): string {
  if (preview === undefined) return 'Reading the latest file…';
  if (preview === null) return 'The dataset has no file.';
  const { run, state, reason, valueCount, missingCount, members, total } = preview;
  if (state !== 'READ') return `Run ${run}: ${reason ?? state}`;
  const of = total > members.length ? ` of the first ${members.length}` : count === 1 ? '' : ` of ${total}`;
  const missing = missingCount === 0 ? '' : `, ${missingCount} without ${missingCount === 1 ? 'its ME' : 'their MEs'}`;
  return `${valueCount}${of} with a value in run ${run}${missing}`;
}

function MemberValue({ member: { value, errorLow, errorHigh, failure, missing, similar } }: { member: Member }) {
  if (value !== null) return formatValue(value, errorLow ?? 0, errorHigh ?? 0);
  return (
    <div className={styles.failure}>
      <span className={styles.code}>{failure}</span>
      {missing.length > 0 ? (
        <div>
          Not in the file: <span className="mono">{missing.join(', ')}</span>
        </div>
      ) : null}
      {similar.length > 0 ? (
        <div>
          Similar: <span className="mono">{similar.join(', ')}</span>
        </div>
      ) : null}
    </div>
  );
}
