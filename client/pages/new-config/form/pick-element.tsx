import { Modal, Text } from '@mantine/core';
import { ElementList } from '../../../elements/element-list.tsx';
import { useState } from 'react';

/** A dialog to select an ME of a file, from its tree or by a search. */
export function PickElement({
  title,
  file,
  selected,
  onSelect,
  close,
}: {
  title: string;
  /** Path of the file; undefined while it is not known. */
  file: string | undefined;
  /** Path of the ME that is selected at first. */
  selected: string | null;
  onSelect: (element: string) => void;
  close: () => void;
}) {
  const [search, setSearch] = useState('');
  return (
    <Modal opened onClose={close} title={title} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      {file === undefined ? (
        <Text size="sm">There is no file of this dataset: select another one.</Text>
      ) : (
        <div style={{ display: 'flex', flexDirection: 'column', height: '65dvh' }}>
          <ElementList file={file} search={search} selected={selected} onSearch={setSearch} onSelect={onSelect} />
        </div>
      )}
    </Modal>
  );
}
