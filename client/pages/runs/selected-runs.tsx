import { useMutation } from '@apollo/client/react';
import { Button, Group, Text, TextInput } from '@mantine/core';
import { ChartLine, Check, Copy } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import { SaveSelectionDocument } from '../../generated/operations.ts';
import { isListable } from '../../run-selection/pinned-link.ts';
import { listedRuns, savedRuns, type SelectedRuns, withRuns } from '../../run-selection/run-selection.ts';
import { Failure } from '../../ui/message.tsx';
import { useCopy } from '../../ui/copy/use-copy.ts';
import { useCarriedParameters } from '../../url/carried-parameters.ts';
import { pageLink } from '../../url/links.ts';

/** What can be done with the selected runs. */
export function SelectedRunsBar({ runs, clear }: { runs: readonly number[]; clear: () => void }) {
  const { copy, result } = useCopy();
  return (
    <Group gap="xs" mt="xs" role="group" aria-label="Selected runs">
      <Text size="sm" fw={600} role="status">
        {runs.length.toLocaleString('en')} {runs.length === 1 ? 'run' : 'runs'} selected
      </Text>
      <TrendsButton runs={runs} />
      <Button
        leftSection={result?.isCopied ? <Check size={13} /> : <Copy size={13} />}
        onClick={() => copy(runs.join(', '))}
      >
        {result?.isCopied ? 'Copied' : 'Copy run numbers'}
      </Button>
      {result?.isCopied === false ? (
        <TextInput aria-label="Run numbers" readOnly value={result.text} autoFocus />
      ) : null}
      <Button variant="subtle" onClick={clear}>
        Clear selection
      </Button>
    </Group>
  );
}

/** Opens the trends of these runs. The server stores those that an address cannot list. */
function TrendsButton({ runs }: { runs: readonly number[] }) {
  const carried = useCarriedParameters('/trends');
  const navigate = useNavigate();
  const [save, { loading, error }] = useMutation(SaveSelectionDocument);
  const linkOf = (selected: SelectedRuns): string => pageLink('/trends', withRuns(carried, selected));
  const icon = <ChartLine size={13} />;
  const listed = listedRuns(runs);
  if (isListable(listed))
    return (
      <Button component={Link} to={linkOf(listed)} variant="filled" leftSection={icon}>
        Trends of these runs
      </Button>
    );
  const open = async (): Promise<void> => {
    // Without lumisections: the runs as a whole.
    const goldenJson = Object.fromEntries(runs.map((run) => [run, []]));
    const { data } = await save({ variables: { goldenJson } });
    if (data) await navigate(linkOf(savedRuns(data.saveSelection)));
  };
  return (
    <>
      <Button
        variant="filled"
        leftSection={icon}
        loading={loading}
        // The failure is shown below.
        onClick={() => void open().catch(() => undefined)}
      >
        Trends of these runs
      </Button>
      {error ? <Failure what="The runs could not be stored." error={error} /> : null}
    </>
  );
}
