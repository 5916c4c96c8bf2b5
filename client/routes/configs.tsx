import { useQuery } from '@apollo/client/react';
import { Badge, Select, Text } from '@mantine/core';
import { useDebouncedValue, useElementSize } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useSearchParams } from 'react-router';
import { Empty, Failure } from '../components/message.tsx';
import { PageHead } from '../components/page-head.tsx';
import { ConfigsDocument, type ConfigsQuery, SubsystemsDocument } from '../generated/operations.ts';

type ConfigRow = ConfigsQuery['configs'][number];

/** What is plotted: every config with its metric, MEs, revision and points. */
export function ConfigsPage() {
  const [parameters, setParameters] = useSearchParams();
  const subsystem = parameters.get('subsystem');
  const search = parameters.get('search') ?? '';
  const [wanted] = useDebouncedValue(search, 250);
  const { data, previousData, error, refetch } = useQuery(ConfigsDocument, {
    variables: { subsystem, search: wanted || null },
  });
  const { data: choices } = useQuery(SubsystemsDocument);
  const change = (name: string, value: string): void =>
    setParameters(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  if (error) return <Failure what="The configs could not be loaded." error={error} retry={() => void refetch()} />;
  const configs = (data ?? previousData)?.configs;
  return (
    <main className="page">
      <PageHead
        title="Configs"
        about={configs ? `${configs.length.toLocaleString('en')} configs say what is plotted.` : 'Loading…'}
        search={{
          value: search,
          change: (value) => change('search', value),
          placeholder: 'name, title, ME path, metric',
        }}
      >
        <Select
          aria-label="Subsystem"
          placeholder="All subsystems"
          size="xs"
          clearable
          ml="auto"
          data={choices?.subsystems.map(({ name }) => name) ?? []}
          value={subsystem}
          onChange={(value) => change('subsystem', value ?? '')}
        />
      </PageHead>
      {configs?.length === 0 ? (
        <Empty title="No config matches">
          The search looks for all its words in names, titles, ME paths and metrics.
        </Empty>
      ) : null}
      {configs && configs.length > 0 ? <ConfigList configs={configs} /> : null}
    </main>
  );
}

function ConfigList({ configs }: { configs: readonly ConfigRow[] }) {
  const { ref, width } = useElementSize();
  const list = useRef<HTMLDivElement | null>(null);
  const virtual = useWindowVirtualizer({
    count: configs.length,
    estimateSize: () => 62,
    overscan: 10,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  return (
    <div ref={ref}>
      <div ref={list} role="list" style={{ position: 'relative', height: virtual.getTotalSize() }}>
        {width === 0
          ? null
          : virtual.getVirtualItems().map(({ index, key, start }) => {
              const config = configs[index];
              return config ? (
                <div
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  role="listitem"
                  style={{
                    position: 'absolute',
                    width: '100%',
                    transform: `translateY(${start - virtual.options.scrollMargin}px)`,
                    paddingBottom: 8,
                  }}
                >
                  <ConfigLine config={config} />
                </div>
              ) : null;
            })}
      </div>
    </div>
  );
}

function ConfigLine({ config }: { config: ConfigRow }) {
  const paths = Object.values(config.paths as Record<string, string[]>).flat();
  return (
    <div style={{ borderBottom: '1px solid var(--mantine-color-default-border)', paddingBottom: 6 }}>
      <Text size="sm" component="div">
        <Text span c="dimmed">
          {config.subsystem} /{' '}
        </Text>
        <b>{config.name}</b>
        {config.title === config.name ? '' : ` · ${config.title}`}{' '}
        {config.active ? null : (
          <Badge size="sm" color="gray" variant="light" tt="none">
            no longer in the files
          </Badge>
        )}
        {config.problem ? (
          <Badge size="sm" color="red" variant="light" tt="none" title={config.problem}>
            problem: {config.problem}
          </Badge>
        ) : null}
      </Text>
      <div className="mono">
        {config.metric} <span style={{ color: 'var(--mantine-color-dimmed)' }}>of {paths.join(', ')}</span>
      </div>
      <Text size="xs" c="dimmed">
        {config.pointCount.toLocaleString('en')} points, revision {config.revision}, {config.file}:{config.line}
      </Text>
    </div>
  );
}
