import { useQuery } from '@apollo/client/react';
import { Anchor, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { Plus } from 'lucide-react';
import { Link } from 'react-router';
import { sectionOfElement } from '../../config-text/new-section.ts';
import { RunHistogram } from '../../elements/run-histogram.tsx';
import { plainTitle } from '../../format/tlatex.ts';
import { BrowsedElementDocument, ElementConfigsDocument, ElementPresenceDocument } from '../../generated/operations.ts';
import type { DatasetName } from '../../point/point.ts';
import { Failure } from '../../ui/message.tsx';
import { Section } from '../../ui/panel.tsx';
import { RunLinks } from '../../ui/run-link.tsx';
import { newConfigLink, plotLink } from '../../url/links.ts';
import type { Update } from '../../url/use-url-state.ts';
import { Waterfall } from '../../waterfall/waterfall.tsx';
import type { BrowseView } from './browse-view.ts';
import styles from './browse.module.css';

/** An ME of a file: its histogram, the configs that use it, and in which of the latest files it is. */
export function ElementDetails({
  file,
  run,
  dataset,
  element,
  view,
  update,
}: {
  /** Path of the file. */
  file: string;
  run: number;
  dataset: DatasetName;
  element: string;
  view: BrowseView;
  update: Update<BrowseView>;
}) {
  return (
    <div className={styles.details}>
      <Group justify="space-between">
        <SegmentedControl
          aria-label="View"
          data={[
            { value: 'histogram', label: `Run ${run}` },
            { value: 'runs', label: 'Over runs' },
          ]}
          value={view.overRuns ? 'runs' : 'histogram'}
          onChange={(value) => update({ overRuns: value === 'runs' })}
        />
        <NewConfig file={file} dataset={dataset} element={element} />
      </Group>
      {view.overRuns ? (
        <Waterfall
          paths={[element]}
          dataset={dataset}
          view={view}
          change={(part) => update(part, { replace: true })}
          onRun={(clicked) => update({ run: clicked, overRuns: false })}
        />
      ) : (
        <RunHistogram file={file} run={run} element={element} />
      )}
      <Configs element={element} dataset={dataset} />
      <Presence element={element} dataset={dataset} />
    </div>
  );
}

/** Opens the draft of a config for the ME. */
function NewConfig({ file, dataset, element }: { file: string; dataset: DatasetName; element: string }) {
  const { data } = useQuery(BrowsedElementDocument, { variables: { file, element } });
  const { className = null, object = null } = data?.file?.element ?? {};
  return (
    <Button
      component={Link}
      to={newConfigLink(sectionOfElement({ path: element, className, object }), dataset)}
      leftSection={<Plus size={14} />}
    >
      New config
    </Button>
  );
}

function Configs({ element, dataset }: { element: string; dataset: DatasetName }) {
  const { data, error } = useQuery(ElementConfigsDocument, { variables: { element } });
  if (error) return <Failure what="The configs could not be loaded." error={error} />;
  return (
    <Section title="Configs that use it">
      {data?.configs.length === 0 ? <Text size="sm">None.</Text> : null}
      {data?.configs.map(({ id, subsystem, name, title, metric }) => (
        <Text size="sm" key={id}>
          <Anchor component={Link} inherit to={plotLink({ subsystem, config: name, ...dataset })}>
            {subsystem} / {name}
          </Anchor>{' '}
          {plainTitle(title)} <span className="mono dim">{metric}</span>
        </Text>
      ))}
    </Section>
  );
}

/** Runs that are named at most. */
const maxNamed = 10;

function Presence({ element, dataset }: { element: string; dataset: DatasetName }) {
  const { data, error } = useQuery(ElementPresenceDocument, { variables: { ...dataset, element } });
  if (error) return <Failure what="The latest files could not be read." error={error} />;
  const presence = data?.elementPresence;
  if (!presence) return null;
  const { present, absentRuns, unreadRuns } = presence;
  const files = present + absentRuns.length + unreadRuns.length;
  return (
    <Section title="Latest files">
      <Text size="sm">
        In {present} of the latest {files} files of {dataset.primaryDataset} {dataset.processing}.
      </Text>
      <Runs label="Not in" runs={absentRuns} />
      <Runs label="Not readable:" runs={unreadRuns} />
    </Section>
  );
}

function Runs({ label, runs }: { label: string; runs: readonly number[] }) {
  if (runs.length === 0) return null;
  return (
    <Text size="sm">
      {label} <RunLinks runs={runs} max={maxNamed} />
    </Text>
  );
}
