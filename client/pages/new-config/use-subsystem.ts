import { useQuery } from '@apollo/client/react';
import { FolderConfigsDocument, SubsystemsDocument } from '../../generated/operations.ts';

/**
 * The subsystem of a draft and those to select from: the one of the URL; else that of the majority of the configs whose MEs are in the same folder as an
 * ME of the draft; else the name of that folder.
 */
export function useSubsystem(selected: string, element: string | undefined): { subsystem: string; options: string[] } {
  const { data } = useQuery(SubsystemsDocument);
  const folder = element?.replace(/^\/+/, '').split('/')[0] ?? '';
  const { data: found } = useQuery(FolderConfigsDocument, {
    variables: { search: `${folder}/` },
    skip: selected !== '' || folder === '',
  });
  const names = data?.subsystems.map(({ name }) => name) ?? [];
  const subsystem = selected || (found ? (majorityOf(found.configs.map(({ subsystem }) => subsystem)) ?? folder) : '');
  return { subsystem, options: subsystem === '' || names.includes(subsystem) ? names : [...names, subsystem] };
}

/** The word that occurs at the highest number of places; undefined where there is none. */
export function majorityOf(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
