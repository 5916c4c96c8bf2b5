import { useQuery } from '@apollo/client/react';
import { Badge, Checkbox, Group, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { ConfigPanel } from './config-panel.tsx';
import { Empty, Failure } from '../../ui/message.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { fields, flag, oneOf, optional, parameter, text } from '../../url/codec.ts';
import { useUrlState } from '../../url/use-url-state.ts';
import { ConfigTableDocument, type ConfigTableQuery, SubsystemsDocument } from '../../generated/operations.ts';
import table from '../../ui/table.module.css';

type ConfigRow = ConfigTableQuery['configs'][number];

const urlState = fields({
  subsystem: parameter('subsystem', null, optional(text)),
  search: parameter('search', '', text),
  problem: parameter('problem', false, flag),
  state: parameter('state', 'all', oneOf(['all', 'active', 'gone'])),
  /** Id of the config whose details are open. */
  config: parameter('config', null, optional(text)),
});

/** What is plotted: every config with its metric, MEs, revision and points; a click tells the rest. */
export function ConfigsPage() {
  const [{ subsystem, search, problem, state, config }, update] = useUrlState(urlState);
  const [wanted] = useDebouncedValue(search, 250);
  const { data, previousData, error, refetch } = useQuery(ConfigTableDocument, {
    variables: {
      subsystem,
      search: wanted || null,
      problem: problem || null,
      active: state === 'active' ? true : state === 'gone' ? false : null,
    },
  });
  const { data: choices } = useQuery(SubsystemsDocument);
  useEffect(() => {
    document.title = 'Configs · HDQM';
  }, []);
  const change: typeof update = (part) => update(part, { replace: true });
  const configs = (data ?? previousData)?.configs;
  return (
    <div className="page">
      <PageHead
        title="Configs"
        about={configs ? `${configs.length.toLocaleString('en')} configs say what is plotted.` : 'Loading…'}
        search={{
          value: search,
          change: (value) => change({ search: value }),
          placeholder: 'name, title, ME path, metric',
        }}
      >
        <Group gap="sm" ml={{ base: 0, sm: 'auto' }}>
          <Checkbox
            size="xs"
            label="with a problem"
            checked={problem}
            onChange={({ currentTarget: { checked } }) => change({ problem: checked })}
          />
          <SegmentedControl
            size="xs"
            aria-label="Whether the files still have them"
            data={[
              { value: 'all', label: 'all' },
              { value: 'active', label: 'in the files' },
              { value: 'gone', label: 'gone' },
            ]}
            value={state}
            onChange={(value) => change({ state: value as typeof state })}
          />
          <Select
            aria-label="Subsystem"
            placeholder="All subsystems"
            size="xs"
            w={150}
            clearable
            data={choices?.subsystems.map(({ name }) => name) ?? []}
            value={subsystem}
            onChange={(value) => change({ subsystem: value })}
          />
        </Group>
      </PageHead>
      {error ? <Failure what="The configs could not be loaded." error={error} retry={() => void refetch()} /> : null}
      {!configs && !error ? <Skeleton height={400} /> : null}
      {configs?.length === 0 ? (
        <Empty title="No config matches">
          {problem && search === ''
            ? 'None has a problem: all sections can be computed.'
            : 'The search looks for all its words in names, titles, ME paths and metrics.'}
        </Empty>
      ) : null}
      {configs && configs.length > 0 ? <ConfigTable configs={configs} open={(id) => change({ config: id })} /> : null}
      {config ? <ConfigPanel id={config} close={() => change({ config: null })} /> : null}
    </div>
  );
}

const grid = { gridTemplateColumns: '110px minmax(220px, 2fr) minmax(220px, 2fr) 84px 70px minmax(160px, 1fr)' };

function ConfigTable({ configs, open }: { configs: readonly ConfigRow[]; open: (id: string) => void }) {
  const list = useRef<HTMLDivElement | null>(null);
  const virtual = useWindowVirtualizer({
    count: configs.length,
    estimateSize: () => 44,
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label="Table of configs">
      <div role="table" aria-rowcount={configs.length + 1} style={{ minWidth: 920 }}>
        <div role="rowgroup">
          <div role="row" aria-rowindex={1} className={`${table.row} ${table.head}`} style={grid}>
            <div role="columnheader">Subsystem</div>
            <div role="columnheader">Config</div>
            <div role="columnheader">Metric and ME</div>
            <div role="columnheader" className="number">
              Points
            </div>
            <div role="columnheader" className="number">
              Revision
            </div>
            <div role="columnheader">File</div>
          </div>
        </div>
        <div role="rowgroup" ref={list} style={{ position: 'relative', height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const config = configs[index];
            return config ? (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                className={table.row}
                style={{ ...grid, position: 'absolute', top: start - virtual.options.scrollMargin, height: 44 }}
              >
                <ConfigCells config={config} open={open} />
              </div>
            ) : null;
          })}
        </div>
      </div>
    </div>
  );
}

function ConfigCells({ config, open }: { config: ConfigRow; open: (id: string) => void }) {
  const paths = Object.values(config.paths as Record<string, string[]>).flat();
  return (
    <>
      <div role="cell">{config.subsystem}</div>
      <div role="cell">
        <button type="button" className={table.link} onClick={() => open(config.id)} title={config.name}>
          {config.name}
        </button>
        <div className="dim small" title={config.problem ?? config.title}>
          {config.problem ? (
            <Badge size="xs" color="red" variant="light" tt="none">
              problem: {config.problem}
            </Badge>
          ) : config.active ? (
            config.title
          ) : (
            <Badge size="xs" color="gray" variant="light" tt="none">
              no longer in the files
            </Badge>
          )}
        </div>
      </div>
      <div role="cell" className="mono" title={`${config.metric}\n${paths.join('\n')}`}>
        {config.metric}
        <br />
        <span className="dim">{paths.join(', ')}</span>
      </div>
      <div role="cell" className="number">
        {config.pointCount.toLocaleString('en')}
      </div>
      <div role="cell" className="number">
        {config.revision}
      </div>
      <div role="cell" className="dim small" title={`${config.file}:${config.line}`}>
        {config.file}:{config.line}
      </div>
    </>
  );
}
