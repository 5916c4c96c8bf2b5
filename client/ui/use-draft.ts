import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

/** The text of an input while it is edited. A change of the value replaces it. */
export function useDraft<T>(value: T): [T, (draft: T) => void] {
  const [draft, setDraft] = useState<{ from: T; text: T } | null>(null);
  return [draft !== null && draft.from === value ? draft.text : value, (text) => setDraft({ from: value, text })];
}

/** A draft that is committed after `wait` milliseconds without a change. */
export function useCommittedDraft<T>(value: T, commit: (draft: T) => void, wait = 350): [T, (draft: T) => void] {
  const [draft, setDraft] = useDraft(value);
  const commitLater = useDebouncedCallback(commit, wait);
  return [
    draft,
    (text) => {
      setDraft(text);
      commitLater(text);
    },
  ];
}
