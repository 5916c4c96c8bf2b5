import { useQuery } from '@apollo/client/react';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { DraftDocument, DraftPreviewDocument, type DraftQuery } from '../../generated/operations.ts';
import type { DatasetName } from '../../point/point.ts';
import { useLast } from '../../ui/use-last.ts';
import { computedPart } from './results/draft-lines.ts';
import type { DraftPreview } from './results/member-table.tsx';
import { useKeyed } from './use-keyed.ts';

/** Milliseconds without a change after which a text is checked. */
const checkDelay = 200;

/** A text as the server checked it. */
export interface CheckedDraft {
  /** The text that was checked last, and the result; undefined before the first answer. */
  readonly text: string;
  readonly draft: DraftQuery['draft'] | undefined;
  /** Whether the answer is that of the present text. */
  readonly isCurrent: boolean;
  readonly error: Error | undefined;
}

/** Checks a text as it is typed. */
export function useCheckedDraft(text: string, subsystem: string): CheckedDraft {
  const [debounced] = useDebouncedValue(text, checkDelay);
  const { data, error } = useQuery(DraftDocument, {
    variables: { subsystem, text: debounced },
    fetchPolicy: 'no-cache',
  });
  const answer = useMemo(() => data && { text: debounced, draft: data.draft }, [data, debounced]);
  const checked = useLast(answer);
  return {
    text: checked?.text ?? '',
    draft: checked?.draft,
    isCurrent: data !== undefined && debounced === text,
    error,
  };
}

/** The values of a draft's configs in the latest file; undefined while it is read, null where there is none. */
export function useDraftPreview(
  { text, draft }: Pick<CheckedDraft, 'text' | 'draft'>,
  subsystem: string,
  { primaryDataset, processing }: DatasetName,
): { preview: DraftPreview | null | undefined; error: Error | undefined } {
  const configs = draft?.configs ?? [];
  // A change of titles does not read the file again.
  const key = JSON.stringify([
    subsystem,
    primaryDataset,
    processing,
    configs.map((config) => [config.name, computedPart(config)]),
  ]);
  const request = useKeyed(key, { subsystem, text, primaryDataset, processing });
  const { data, error } = useQuery(DraftPreviewDocument, {
    variables: request.value,
    skip: configs.length === 0,
    fetchPolicy: 'no-cache',
  });
  return { preview: data?.draft.preview, error };
}
