import { Anchor, Badge, Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { AskServicesDocument, type ServiceDeskQuery } from '../../generated/operations.ts';
import { serviceNames, summarizeEnrichment } from '../../format/services.ts';
import { formatTime } from '../../format/time.ts';
import { MutationButton } from '../../ui/mutation-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { pageLink } from '../../url/links.ts';
import panel from '../../ui/panel.module.css';

type Service = ServiceDeskQuery['services'][number];

/** How OMS and Run Registry stand: what they know, and why they gave no answer. */
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
          ? 'Not asked: CLIENT_ID and CLIENT_SECRET are not set.'
          : `${sample ? 'Asked at a stand-in: its answers come with the sample' : `Asked at ${address}`}${
              queriedAt ? `, last ${formatTime(queriedAt)}` : ''
            }.`}
      </Text>
      <Text size="sm">
        {known.toLocaleString('en')} runs known, {unknown.toLocaleString('en')} unknown there,{' '}
        {pending === 0 ? (
          'none pending'
        ) : (
          <Anchor component={Link} to={pageLink('/runs', { pending: '1' })} size="sm">
            {pending.toLocaleString('en')} pending
          </Anchor>
        )}
        {failed > 0 ? ` (${failed.toLocaleString('en')} tried ten times or more)` : ''}.
        {nextAttemptAt && address !== null ? ` Asked again by itself ${when(nextAttemptAt)}.` : ''}
      </Text>
      {reasons.map(({ reason, runs }) => (
        <Text key={reason} size="xs" c="var(--trouble)" style={{ overflowWrap: 'anywhere' }}>
          {runs} {runs === 1 ? 'run' : 'runs'}: {reason}
        </Text>
      ))}
      {address === null ? null : (
        <Group justify="flex-end" mt={4}>
          <MutationButton
            label={`Ask ${serviceNames[name]}`}
            title="Asks for all runs that it has not answered for"
            mutation={AskServicesDocument}
            variables={{ service: name }}
            say={summarizeEnrichment}
          />
        </Group>
      )}
    </div>
  );
}

function ServiceState({ service: { address, sample, pending, queriedAt, reasons } }: { service: Service }) {
  const badge = (color: string, text: string) => (
    <Badge size="sm" tt="none" color={color} variant="filled">
      {text}
    </Badge>
  );
  return (
    <>
      {address === null ? badge('gray.7', 'not set') : null}
      {sample ? badge('var(--caution)', 'sample') : null}
      {address !== null && reasons.length > 0 ? badge('red.9', 'no answer') : null}
      {address !== null && pending === 0 && queriedAt !== null ? badge('teal.9', 'answers') : null}
    </>
  );
}

function when(time: string): string {
  return Date.parse(time) <= Date.now() ? 'within five minutes' : `after ${formatTime(time)}`;
}
