import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

/** What stands in an input while it is edited: the draft, until the value that it began from changes. */
export function useDraft<T>(value: T): [T, (draft: T) => void] {
  const [draft, setDraft] = useState<{ from: T; text: T } | null>(null);
  return [draft !== null && draft.from === value ? draft.text : value, (text) => setDraft({ from: value, text })];
}

/** A draft that is committed when it has stood for a moment. */
export function useCommittedDraft<T>(value: T, commit: (draft: T) => void, wait = 350): [T, (draft: T) => void] {
  const [draft, setDraft] = useDraft(value);
  const soon = useDebouncedCallback(commit, wait);
  return [
    draft,
    (text) => {
      setDraft(text);
      soon(text);
    },
  ];
}
