import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useDraft } from '../../../ui/use-draft.ts';
import { PickElement } from './pick-element.tsx';
import styles from './section-form.module.css';

/** The ME of an input, picked from a file or typed; several, of which the first in a file is used, have a line each. */
export function PathField({
  label,
  description,
  value,
  error,
  isRequired,
  file,
  onChange,
}: {
  label: string;
  /** The classes of MEs that are accepted. */
  description?: string | undefined;
  value: string;
  error: string | undefined;
  isRequired: boolean;
  /** Path of the file whose MEs are listed. */
  file: string | undefined;
  onChange: (value: string) => void;
}) {
  const [text, setText] = useDraft(value);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div className={styles.path}>
      <Textarea
        label={label}
        title={description}
        autosize
        minRows={1}
        maxRows={5}
        classNames={{ input: 'mono' }}
        withAsterisk={isRequired}
        value={text}
        error={error}
        onChange={({ currentTarget: { value: typed } }) => {
          setText(typed);
          onChange(typed);
        }}
      />
      <Button aria-label={`Select ME: ${label}`} onClick={() => setIsOpen(true)}>
        Select…
      </Button>
      {isOpen ? (
        <PickElement
          title={label}
          file={file}
          selected={value.split('\n')[0] || null}
          onSelect={(element) => {
            onChange(element);
            setIsOpen(false);
          }}
          close={() => setIsOpen(false)}
        />
      ) : null}
    </div>
  );
}
