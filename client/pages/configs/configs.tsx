import { useQuery } from '@apollo/client/react';
import { Badge, Button, Group, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Plus } from 'lucide-react';
import { Link } from 'react-router';
import { ConfigPanel } from './config-panel.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import { newConfigLink } from '../../url/links.ts';
import { fields, flag, oneOf, optional, parameter, text } from '../../url/codec.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { ConfigProblems } from './config-problems.tsx';
import {
  ConfigProblemsDocument,
  ConfigTableDocument,
  type ConfigTableQuery,
  SubsystemsDocument,
} from '../../generated/operations.ts';
import table from '../../ui/table.module.css';
import { type Column, VirtualTable } from '../../ui/virtual-table.tsx';
import { TitleText } from '../../ui/title-text.tsx';
import { plainTitle } from '../../format/tlatex.ts';

type ConfigRow = ConfigTableQuery['configs'][number];

const states = oneOf(['all', 'active', 'removed']);
/** Old links have `gone` for removed configs. */
const stateFormat = { ...states, parse: (text: string) => states.parse(text === 'gone' ? 'removed' : text) };

const urlState = fields({
  subsystem: parameter('subsystem', null, optional(text)),
  search: parameter('search', '', text),
  problem: parameter('problem', false, flag),
  state: parameter('state', 'all', stateFormat),
  /** Id of the config whose details are open. */
  config: parameter('config', null, optional(text)),
});

/** The plot configs with their metrics, MEs, revisions and points. A click opens the details of one. */
export function ConfigsPage() {
  const [{ subsystem, search, problem, state, config }, update] = useUrlState(urlState);
  const [debouncedSearch] = useDebouncedValue(search, 250);
  const { data, previousData, error, refetch } = useQuery(ConfigTableDocument, {
    variables: {
      subsystem,
      search: debouncedSearch || null,
      problem: problem || null,
      active: state === 'all' ? null : state === 'active',
    },
  });
  const { data: available } = useQuery(SubsystemsDocument);
  const { data: found } = useQuery(ConfigProblemsDocument, { fetchPolicy: 'cache-and-network' });
  const onChange: typeof update = (part) => update(part, { replace: true });
  const configs = (data ?? previousData)?.configs;
  return (
    <div className="page">
      <PageHead
        title="Configs"
        about={configs ? `${configs.length.toLocaleString('en')} plot configs` : 'Loading…'}
        search={{
          value: search,
          onChange: (value) => onChange({ search: value }),
          placeholder: 'Search name, title, ME path, metric',
        }}
      >
        <Group gap="sm" ml={{ base: 0, sm: 'auto' }}>
          <Toggle label="With a problem" checked={problem} onChange={(problem) => onChange({ problem })} />
          <SegmentedControl
            aria-label="State"
            data={['all', 'active', 'removed']}
            value={state}
            onChange={(value) => onChange({ state: value as typeof state })}
          />
          <Select
            aria-label="Subsystem"
            placeholder="All subsystems"
            w={150}
            clearable
            data={available?.subsystems.map(({ name }) => name) ?? []}
            value={subsystem}
            onChange={(value) => onChange({ subsystem: value })}
          />
          <Button
            component={Link}
            to={newConfigLink('', { subsystem: subsystem ?? '' })}
            leftSection={<Plus size={14} />}
          >
            New config
          </Button>
        </Group>
      </PageHead>
      {found ? <ConfigProblems problems={found.configProblems} /> : null}
      {error ? <Failure what="The configs could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {!configs && !error ? <Skeleton height={400} /> : null}
      {configs?.length === 0 ? (
        <Empty title="No config matches">
          {problem && search === ''
            ? 'No config in the database has a problem in its section.'
            : 'The search finds configs with all its words in name, title, ME path or metric.'}
        </Empty>
      ) : null}
      {configs && configs.length > 0 ? (
        <VirtualTable
          label="Table of configs"
          columns={tableColumns((id) => onChange({ config: id }))}
          rows={configs}
          rowHeight={44}
          keyOf={({ id }) => id}
        />
      ) : null}
      {config ? <ConfigPanel id={config} close={() => onChange({ config: null })} /> : null}
    </div>
  );
}

const pathsOf = ({ paths }: ConfigRow): string[] => Object.values(paths as Record<string, string[]>).flat();

function tableColumns(open: (id: string) => void): Column<ConfigRow>[] {
  return [
    { label: 'Subsystem', width: 110, cell: ({ subsystem }) => subsystem },
    {
      label: 'Config',
      width: 220,
      share: 2,
      cell: (config) => (
        <>
          <button type="button" className={table.link} onClick={() => open(config.id)} title={config.name}>
            {config.name}
          </button>
          <div className="dim small" title={config.problem ?? plainTitle(config.title)}>
            <TitleOrState config={config} />
          </div>
        </>
      ),
    },
    {
      label: 'Metric and ME',
      width: 220,
      share: 2,
      cell: (config) => (
        <span className="mono">
          {config.metric}
          <br />
          <span className="dim">{pathsOf(config).join(', ')}</span>
        </span>
      ),
      tooltip: (config) => [config.metric, ...pathsOf(config)].join('\n'),
    },
    {
      label: 'Points',
      width: 84,
      isNumber: true,
      cell: ({ pointCount }) => pointCount.toLocaleString('en'),
    },
    { label: 'Revision', width: 70, isNumber: true, cell: ({ revision }) => revision },
    {
      label: 'File',
      width: 160,
      share: 1,
      cell: ({ file, line }) => <span className="dim small">{`${file}:${line}`}</span>,
      tooltip: ({ file, line }) => `${file}:${line}`,
    },
  ];
}

function TitleOrState({ config: { problem, active, title } }: { config: ConfigRow }) {
  if (problem)
    return (
      <Badge size="xs" color="red" variant="light">
        problem: {problem}
      </Badge>
    );
  if (active) return <TitleText title={title} />;
  return (
    <Badge size="xs" color="gray" variant="light">
      removed
    </Badge>
  );
}
