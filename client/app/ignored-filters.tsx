import { Alert } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { ignoredFilters } from './legacy-link.ts';

/** What a link of Run Registry filters by and HDQM does not, where the page was opened by one. */
export function IgnoredFilters() {
  const [parameters, setParameters] = useSearchParams();
  const names = ignoredFilters.read(parameters);
  if (names.length === 0) return null;
  const close = (): void =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        for (const key of ignoredFilters.keys) after.delete(key);
        return after;
      },
      { replace: true },
    );
  return (
    <Alert color="yellow" m="xs" withCloseButton closeButtonLabel="Close" onClose={close} role="status">
      {names.includes('*')
        ? 'HDQM cannot read the filter of this link of Run Registry: it does not select the runs that are shown.'
        : `Run Registry also filters by ${names.join(', ')}. HDQM cannot do that: the runs that are shown are not filtered by it.`}
    </Alert>
  );
}
