import { useLazyQuery } from '@apollo/client/react';
import { Button, Group, Text, TextInput } from '@mantine/core';
import { Check, Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { GoldenJsonDocument, type GoldenJsonQuery } from '../generated/operations.ts';
import { saveAs } from '../ui/copy/save-as.ts';
import { useCopy } from '../ui/copy/use-copy.ts';
import { type SelectedRuns, toRunSelection } from './run-selection.ts';

/** Copies or saves the selected runs, of a dataset or all, as a golden JSON. */
export function GoldenExport({
  runs,
  dataset,
}: {
  runs: SelectedRuns;
  dataset: { readonly primaryDataset: string; readonly processing: string } | undefined;
}) {
  const [load, { loading }] = useLazyQuery(GoldenJsonDocument, { fetchPolicy: 'network-only' });
  const [result, setResult] = useState<GoldenJsonQuery['goldenJson'] | Error>();
  const { copy, result: copied } = useCopy();
  const use = async (act: (json: string) => void): Promise<void> => {
    const { primaryDataset, processing } = dataset ?? {};
    const select = toRunSelection(runs);
    try {
      const { data } = await load({
        variables: { primaryDataset: primaryDataset ?? null, processing: processing ?? null, select },
      });
      setResult(data?.goldenJson);
      if (data?.goldenJson) act(JSON.stringify(data.goldenJson.json));
    } catch (error) {
      setResult(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <div>
      <Group gap="xs">
        <Button
          size="compact-xs"
          loading={loading}
          leftSection={copied?.isCopied ? <Check size={12} /> : <Copy size={12} />}
          onClick={() => void use(copy)}
        >
          {copied?.isCopied ? 'Golden JSON copied' : 'Copy as golden JSON'}
        </Button>
        <Button
          size="compact-xs"
          loading={loading}
          leftSection={<Download size={12} />}
          onClick={() => void use((json) => saveAs('runs.json', new Blob([json], { type: 'application/json' })))}
        >
          Save as golden JSON
        </Button>
      </Group>
      {copied?.isCopied === false ? <TextInput mt={6} aria-label="Golden JSON" readOnly value={copied.text} /> : null}
      <Text size="xs" mt={4} aria-live="polite" c={result instanceof Error ? 'red' : 'dimmed'}>
        {result instanceof Error ? `No golden JSON: ${result.message}` : describe(result)}
      </Text>
    </div>
  );
}

/** What became of the runs; empty before. */
function describe(result: GoldenJsonQuery['goldenJson'] | undefined): string {
  if (!result) return '';
  const { runs, unknown } = result;
  const written = `${runs.toLocaleString('en')} ${runs === 1 ? 'run' : 'runs'} in golden form`;
  if (unknown.length === 0) return `${written}.`;
  const named = `${unknown.slice(0, 8).join(', ')}${unknown.length > 8 ? ', …' : ''}`;
  return `${written}. Left out, since their number of lumisections is not known: ${named}.`;
}
