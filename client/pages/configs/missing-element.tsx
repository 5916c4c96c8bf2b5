import { useQuery } from '@apollo/client/react';
import { Alert } from '@mantine/core';
import { SimilarElementsDocument } from '../../generated/operations.ts';

/** Reports that the ME of a config is in none of the latest files, with the names of similar MEs. */
export function MissingElement({ id, files }: { id: string; files: number }) {
  const { data } = useQuery(SimilarElementsDocument, { variables: { config: id } });
  const similar = data?.similarElements ?? [];
  return (
    <Alert
      my="sm"
      color="red"
      variant="light"
      title={`ME in 0 of the latest ${files === 1 ? 'file' : `${files} files`}`}
    >
      {similar.length === 0 ? (
        'Check relativePath in the config.'
      ) : (
        <>
          Similar MEs in these files: <span className="mono">{similar.join(', ')}</span>
        </>
      )}
    </Alert>
  );
}
