import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { EnrichDocument, type OperationsQuery } from '../../generated/operations.ts';
import { serviceNames, summarizeEnrichment } from '../../format/services.ts';
import { formatTime } from '../../format/time.ts';
import { MutationButton } from '../../ui/mutation-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { pageLink } from '../../url/links.ts';
import panel from '../../ui/panel.module.css';

type Service = OperationsQuery['services'][number];

/** OMS and Run Registry: how many runs they have, and why queries failed. */
export function ServicesPanel({ services }: { services: readonly Service[] }) {
  return (
    <Panel title="Services">
      {services.map((service) => (
        <ServiceEntry key={service.name} service={service} />
      ))}
    </Panel>
  );
}

function ServiceEntry({ service }: { service: Service }) {
  const { name, address, sample, known, unknown, pending, failed, queriedAt, nextAttemptAt, reasons } = service;
  return (
    <div className={panel.entry}>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {serviceNames[name]}
        </Text>
        <ServiceState service={service} />
      </Group>
      <Text size="xs" c="dimmed">
        {address === null
          ? 'Not configured: CLIENT_ID and CLIENT_SECRET are not set.'
          : `${sample ? 'Sample stand-in' : address}${queriedAt ? `, last queried ${formatTime(queriedAt)}` : ''}`}
      </Text>
      <Text size="sm">
        {known.toLocaleString('en')} found, {unknown.toLocaleString('en')} not in {serviceNames[name]},{' '}
        {pending === 0 ? (
          '0 pending'
        ) : (
          <Anchor component={Link} to={pageLink('/runs', { pending: '1' })} size="sm">
            {pending.toLocaleString('en')} pending
          </Anchor>
        )}
        {failed > 0 ? ` (${failed.toLocaleString('en')} after ten attempts or more)` : ''}.
        {nextAttemptAt && address !== null ? ` Next attempt ${when(nextAttemptAt)}.` : ''}
      </Text>
      {reasons.map(({ reason, runs }) => (
        <Text key={reason} size="xs" c="var(--trouble)" style={{ overflowWrap: 'anywhere' }}>
          {runs} {runs === 1 ? 'run' : 'runs'}: {reason}
        </Text>
      ))}
      {address === null ? null : (
        <Group justify="flex-end" mt={4}>
          <MutationButton
            label={`Query ${serviceNames[name]}`}
            title="Queries all pending runs"
            mutation={EnrichDocument}
            variables={{ service: name }}
            describe={summarizeEnrichment}
          />
        </Group>
      )}
    </div>
  );
}

function ServiceState({ service: { address, sample, pending, queriedAt, reasons } }: { service: Service }) {
  const badge = (color: string, text: string) => <Badge color={color}>{text}</Badge>;
  return (
    <>
      {address === null ? badge('gray.7', 'not configured') : null}
      {sample ? badge('var(--caution)', 'sample') : null}
      {address !== null && reasons.length > 0 ? badge('red.9', 'unavailable') : null}
      {address !== null && pending === 0 && queriedAt !== null ? badge('teal.9', 'reachable') : null}
    </>
  );
}

function when(time: string): string {
  return Date.parse(time) <= Date.now() ? 'within five minutes' : `after ${formatTime(time)}`;
}
