import { useMutation } from '@apollo/client/react';
import { Button, FileButton, Group, Text, Textarea } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { SaveSelectionDocument } from '../generated/operations.ts';

/** A golden JSON, pasted or as a file. The server stores it under a short id, which links contain. */
export function GoldenInput({ golden, onChange }: { golden: string; onChange: (id: string) => void }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const [over, setOver] = useState(false);
  const [save, { loading }] = useMutation(SaveSelectionDocument);
  const submit = async (json: string): Promise<void> => {
    setText(json);
    try {
      const { data } = await save({ variables: { goldenJson: parseGolden(json) } });
      if (data) onChange(data.saveSelection);
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) void file.text().then(submit);
  };
  return (
    <div
      data-golden
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Textarea
        label="Golden JSON"
        description={
          golden === '' ? 'Paste it, or drop its file here.' : `Stored as ${golden}. Links to this page include it.`
        }
        placeholder='{"355100": [[1, 100]], …}'
        rows={4}
        ff="monospace"
        value={text}
        {...(over ? { variant: 'filled' } : {})}
        error={problem}
        onChange={({ currentTarget: { value } }) => setText(value)}
      />
      <Group gap="xs" mt={6}>
        <Button
          variant="filled"
          size="compact-xs"
          loading={loading}
          disabled={text.trim() === ''}
          onClick={() => void submit(text)}
        >
          Apply
        </Button>
        <FileButton accept=".json,.txt,application/json" onChange={(file) => void file?.text().then(submit)}>
          {(props) => (
            <Button {...props} size="compact-xs" leftSection={<FileUp size={12} />}>
              File…
            </Button>
          )}
        </FileButton>
        {over ? <Text size="xs">Drop the file</Text> : null}
      </Group>
    </div>
  );
}

function parseGolden(text: string): Record<string, unknown> {
  let golden: unknown;
  try {
    golden = JSON.parse(text);
  } catch (error) {
    throw new Error(`Not valid JSON: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
  if (typeof golden !== 'object' || golden === null || Array.isArray(golden))
    throw new Error('A golden JSON is an object, {"355100": [[1, 100]], …}');
  return golden as Record<string, unknown>;
}
