import { Badge, Group, Table, Text, TextInput, Title } from '@mantine/core';
import { Search } from 'lucide-react';
import { useState } from 'react';
import type { RunAttributesFragment } from '../generated/operations.ts';
import { flatten } from '../format/flatten.ts';
import { formatDuration, formatNumber } from '../format/numbers.ts';
import { serviceNames } from '../format/services.ts';
import { formatTime } from '../format/time.ts';
import { type Fact, Facts } from '../ui/facts.tsx';
import styles from './run-attributes.module.css';

/** Quantities of runs that have a fact of their own. */
const quantitiesWithFacts: ReadonlySet<string> = new Set([
  'recorded',
  'delivered',
  'duration',
  'l1',
  'hlt',
  'field',
  'energy',
  'endLumi',
  'fill',
]);

/** `peak pile-up of the fill`, as the other names; an abbreviation such as `LHC` stays. */
const uncapitalize = (title: string): string =>
  /^.[a-z -]/.test(title) ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;

/** The attributes of a run in OMS and Run Registry, and its quantities. */
export function RunAttributes({ run, title }: { run: RunAttributesFragment; title?: string }) {
  const number = (value: number | null, unit: string): string | null =>
    value === null ? null : `${formatNumber(value)} ${unit}`.trimEnd();
  const facts: Fact[] = [
    ['class', run.class],
    [
      'significant',
      run.significant === null
        ? 'unknown'
        : `${run.significant ? 'yes' : 'no'}${run.significantReason ? `: ${run.significantReason}` : ''}`,
    ],
    ...run.labels.map(({ title, label, comment }): Fact => [title, comment === null ? label : `${label}: ${comment}`]),
    ['RR state', run.rrState],
    ['start', run.startTime ? formatTime(run.startTime) : null],
    ['end', run.endTime ? formatTime(run.endTime) : null],
    ['duration', run.durationSeconds === null ? null : formatDuration(run.durationSeconds)],
    ['era', run.era],
    ['fill', run.fill === null ? null : `${run.fill}${run.fillType ? `, ${run.fillType}` : ''}`],
    ['injection scheme', run.injectionScheme],
    ['stable beams', run.stableBeam === null ? null : run.stableBeam ? 'yes' : 'no'],
    ['recorded luminosity', number(run.recordedLumi, '/pb')],
    ['delivered luminosity', number(run.deliveredLumi, '/pb')],
    ['end luminosity', number(run.endLumi, unitOf(run.oms, 'end_lumi'))],
    ['beam energy', number(run.energy, 'GeV')],
    ['magnetic field', number(run.bField, 'T')],
    ['L1 rate', number(run.l1Rate, 'Hz')],
    ['HLT physics rate', number(run.hltPhysicsRate, 'Hz')],
    ...run.quantities.flatMap(({ key, title, unit, value }): Fact[] =>
      quantitiesWithFacts.has(key) ? [] : [[uncapitalize(title), number(value, unit)]],
    ),
    ['L1 key', run.l1Key],
    ['HLT key', run.hltKey],
  ];
  return (
    <section aria-label="Run attributes">
      <Group gap="xs" mb={4}>
        <Title order={3} size="h6">
          {title ?? `Run ${run.number}`}
        </Title>
        {run.services.map(({ name, state, reason }) => (
          <ServiceBadge key={name} name={name} state={state} reason={reason} />
        ))}
      </Group>
      <Facts facts={facts} />
      <RawAttributes oms={run.oms} rr={run.rr} />
    </section>
  );
}

/** The unit that OMS gives for an attribute, such as `10^34 cm^-2 s^-1`; empty where it gives none. */
function unitOf(oms: unknown, attribute: string): string {
  const row = (oms as { meta?: { row?: Record<string, { units?: string | null } | null> | null } | null } | null)?.meta
    ?.row;
  return row?.[attribute]?.units?.replaceAll(/[{}]/g, '') ?? '';
}

/** The state of a run at a service, unless it is known. */
export function ServiceBadge({ name, state, reason }: { name: string; state: string; reason: string | null }) {
  if (state === 'known') return null;
  return (
    <Badge variant="light" color={state === 'failed' ? 'red' : 'gray'} title={reason ?? undefined}>
      {serviceNames[name] ?? name}: {state}
    </Badge>
  );
}

function RawAttributes({ oms, rr }: { oms: unknown; rr: unknown }) {
  const [search, setSearch] = useState('');
  const rows = [
    ...flatten(oms).map(([name, value]) => ['OMS', name, value] as const),
    ...flatten(rr).map(([name, value]) => ['Run Registry', name, value] as const),
  ];
  if (rows.length === 0) return null;
  const words = search.toLowerCase().split(/\s+/);
  const matching = rows.filter((row) => words.every((word) => row.join(' ').toLowerCase().includes(word)));
  return (
    <details className={styles.raw}>
      <summary>All {rows.length} attributes from OMS and Run Registry</summary>
      <TextInput
        type="search"
        my={6}
        aria-label="Search attributes"
        placeholder="Search attributes"
        leftSection={<Search size={14} />}
        value={search}
        onChange={({ currentTarget: { value } }) => setSearch(value)}
      />
      <Table fz="xs" verticalSpacing={2} withRowBorders layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={90}>Service</Table.Th>
            <Table.Th>Attribute</Table.Th>
            <Table.Th>Value</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {matching.map(([service, name, value]) => (
            <Table.Tr key={`${service} ${name}`}>
              <Table.Td>{service}</Table.Td>
              <Table.Td className="mono">{name}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {matching.length === 0 ? (
        <Text size="sm" c="dimmed">
          No attributes match.
        </Text>
      ) : null}
    </details>
  );
}
