import { useQuery } from '@apollo/client/react';
import { Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useQueries } from '../data/use-queries.ts';
import { ElementSearchDocument, FolderContentsDocument } from '../generated/operations.ts';
import { Failure } from '../ui/message.tsx';
import { ElementTree } from './element-tree.tsx';
import styles from './element-list.module.css';
import { foldersAbove, matchRows, treeRows } from './tree-rows.ts';

/** The tree of a file, or the MEs that match a search. */
export function ElementList({
  file,
  search,
  selected,
  onSearch,
  onSelect,
}: {
  file: string;
  search: string;
  selected: string | null;
  onSearch: (search: string) => void;
  onSelect: (element: string) => void;
}) {
  const [debounced] = useDebouncedValue(search.trim(), 150);
  const isSearching = search.trim() !== '' && debounced !== '';
  return (
    <div className={styles.root}>
      <TextInput
        type="search"
        aria-label="Search MEs"
        placeholder="Search MEs by words of their paths"
        leftSection={<Search size={14} />}
        value={search}
        onChange={({ currentTarget: { value } }) => onSearch(value)}
      />
      {isSearching ? (
        <Matches file={file} search={debounced} selected={selected} onSelect={onSelect} />
      ) : (
        <Folders file={file} selected={selected} onSelect={onSelect} />
      )}
    </div>
  );
}

function Folders({
  file,
  selected,
  onSelect,
}: {
  file: string;
  selected: string | null;
  onSelect: (element: string) => void;
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(foldersAbove(selected ?? '')));
  const folders = ['', ...open];
  const { results, error, retry } = useQueries(
    FolderContentsDocument,
    folders.map((folder) => ({ file, folder })),
  );
  if (error) return <Failure what="The folder could not be loaded." error={error} retry={retry} />;
  const contents = new Map(folders.map((folder, index) => [folder, results[index]?.file?.folder]));
  return (
    <ElementTree
      label="MEs of the file"
      rows={treeRows(open, (folder) => contents.get(folder))}
      selected={selected}
      onToggle={(folder) => {
        const next = new Set(open);
        if (!next.delete(folder)) next.add(folder);
        setOpen(next);
      }}
      onSelect={onSelect}
    />
  );
}

function Matches({
  file,
  search,
  selected,
  onSelect,
}: {
  file: string;
  search: string;
  selected: string | null;
  onSelect: (element: string) => void;
}) {
  const { data, previousData, error, refetch } = useQuery(ElementSearchDocument, { variables: { file, search } });
  const found = (data ?? previousData)?.file?.searchElements;
  const rows = useMemo(() => matchRows(found?.elements ?? []), [found]);
  if (error) return <Failure what="The search failed." error={error} retry={() => void refetch()} />;
  if (!found) return <Text size="sm">Searching…</Text>;
  if (found.state !== 'READ') return <Text size="sm">{found.reason}</Text>;
  const shown = found.elements.length;
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {found.total === 0 ? 'No ME contains all words.' : null}
        {found.total > 0 ? `${found.total.toLocaleString('en')} ${found.total === 1 ? 'ME' : 'MEs'}` : null}
        {found.total > shown ? `, the first ${shown} are listed` : null}
      </Text>
      <ElementTree label="MEs that match" rows={rows} selected={selected} onToggle={ignore} onSelect={onSelect} />
    </>
  );
}

/** Matches have no folders. */
const ignore = (): void => {};
