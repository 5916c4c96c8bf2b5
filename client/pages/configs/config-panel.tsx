import { useQuery } from '@apollo/client/react';
import { Alert, Anchor, Button, Drawer, Skeleton, Stack, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { sectionOfConfig } from '../../config-text/new-section.ts';
import { ConfigDetailsDocument, type ConfigDetailsQuery } from '../../generated/operations.ts';
import { formatTime } from '../../format/time.ts';
import { Failure } from '../../ui/message.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { MissingElement } from './missing-element.tsx';
import { Section } from '../../ui/panel.tsx';
import { RunLink } from '../../ui/run-link.tsx';
import { runsCodec } from '../../run-selection/run-selection.ts';
import { toParameters } from '../../url/codec.ts';
import { useCarriedParameters } from '../../url/carried-parameters.ts';
import { newConfigLink, plotLink } from '../../url/links.ts';
import styles from './config-panel.module.css';
import { plainTitle } from '../../format/tlatex.ts';

type Details = NonNullable<ConfigDetailsQuery['config']>;

/** The details of a config in a drawer. */
export function ConfigPanel({ id, close }: { id: string; close: () => void }) {
  const { data } = useQuery(ConfigDetailsDocument, { variables: { id } });
  const config = data?.config;
  return (
    <Drawer
      opened
      position="right"
      size="min(640px, 100%)"
      onClose={close}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={<Text fw={700}>{config ? `${config.subsystem} / ${config.name}` : 'Config'}</Text>}
    >
      <LoadedConfig id={id} />
    </Drawer>
  );
}

/** The details of a config. */
export function LoadedConfig({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(ConfigDetailsDocument, { variables: { id } });
  if (error) return <Failure what="The config could not be loaded." error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={300} />;
  return data.config ? <ConfigDetails config={data.config} /> : <Text>Config not found.</Text>;
}

function ConfigDetails({ config }: { config: Details }) {
  const runs = toParameters(runsCodec, runsCodec.read(useCarriedParameters('/trends')));
  return (
    <Stack gap="md">
      {config.problem ? (
        <Alert color="red" title="Not computed" variant="light">
          {config.problem}
        </Alert>
      ) : null}
      {config.missingFiles === null ? null : <MissingElement id={config.id} files={config.missingFiles} />}
      {config.description === null ? null : <Text size="sm">{config.description}</Text>}
      <Facts
        facts={[
          ['contact', config.contact],
          ['if it is bad', config.action],
          ['title', plainTitle(config.title)],
          ['y axis title', plainTitle(config.yTitle)],
          [config.formula ? 'expression' : 'metric', config.metric, 'code'],
          ['correlation', config.formula && config.formula.correlation !== 'none' ? config.formula.correlation : null],
          ['min. entries', config.threshold],
          ['reference run', config.referenceRun],
          ...config.limits.map((limit): Fact => limitFact(limit)),
          ['group', config.group],
          ['file', `${config.file}:${config.line}`, 'code'],
        ]}
      />
      <Button
        component={Link}
        to={newConfigLink(sectionOfConfig(config), { subsystem: config.subsystem, ...config.trends[0]?.dataset })}
        w="fit-content"
      >
        Draft a copy
      </Button>
      <Section title="Plots">
        {config.trends.length === 0 ? <Text size="sm">No dataset has data for it.</Text> : null}
        {config.trends.map(({ id, dataset: { primaryDataset, processing } }) => (
          <div key={id}>
            <Anchor
              component={Link}
              size="sm"
              to={plotLink({ subsystem: config.subsystem, config: config.name, primaryDataset, processing }, runs)}
            >
              {primaryDataset} {processing}
            </Anchor>
          </div>
        ))}
      </Section>
      <Section title="Recent failures">
        {config.failures.length === 0 ? (
          <Text size="sm">None in the latest 100 runs of each dataset.</Text>
        ) : (
          <Table
            fz="xs"
            verticalSpacing={3}
            data={{
              head: ['Last run', 'Runs', 'Dataset', 'Reason'],
              body: config.failures.map(({ primaryDataset, processing, failure, reason, runs, lastRun }) => [
                <RunLink key={lastRun} run={lastRun} />,
                runs,
                `${primaryDataset} ${processing}`,
                <>
                  {reason} <span className="mono dim">{failure}</span>
                </>,
              ]),
            }}
          />
        )}
      </Section>
      <Revisions config={config} />
    </Stack>
  );
}

function limitFact({ severity, scope, min, max }: Details['limits'][number]): Fact {
  const range = min === null && max === null ? 'off' : `${min === null ? '' : min} .. ${max === null ? '' : max}`;
  return [`${severity} limits${scope === null ? '' : ` (${scope})`}`, range.trim()];
}

/** The revisions, the newest first, each with what differs from the previous one. */
function Revisions({ config: { revisions, formula } }: { config: Details }) {
  return (
    <Section title="Revisions">
      {revisions.toReversed().map((revision) => {
        const previous = revisions.find((other) => other.revision === revision.revision - 1);
        const differs = (field: 'metric' | 'metricRevision' | 'threshold' | 'referenceRun'): boolean =>
          previous?.[field] !== revision[field];
        const pathsDiffer = JSON.stringify(previous?.paths) !== JSON.stringify(revision.paths);
        return (
          <div key={revision.revision} className={styles.revision}>
            <Text size="sm" fw={600}>
              {revision.revision}, since {formatTime(revision.createdAt)}
            </Text>
            <Facts
              facts={[
                [formula ? 'expression' : 'metric', differs('metric') ? revision.metric : null, 'code'],
                ['metric revision', previous && differs('metricRevision') ? revision.metricRevision : null],
                ...(pathsDiffer
                  ? Object.entries(revision.paths as Record<string, string[]>).map(
                      ([input, paths]) => [input, paths.join(' or '), 'code'] as const,
                    )
                  : []),
                ['min. entries', differs('threshold') ? revision.threshold : null],
                ['reference run', differs('referenceRun') ? revision.referenceRun : null],
              ]}
            />
          </div>
        );
      })}
    </Section>
  );
}
