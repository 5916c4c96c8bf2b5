import { useApolloClient, useQuery } from '@apollo/client/react';
import { Button, Group, Popover, Select, Stack, Text, Textarea } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { ExpressionSeriesDocument, TrendListDocument } from '../../../generated/operations.ts';
import { maxExpressions, type SeriesName } from '../plot-view.ts';
import { problemOf } from './expression.ts';

/** A button that adds an expression of the subsystem's trends to a plot. */
export function ExpressionPicker({
  main,
  expressions,
  change,
}: {
  main: Omit<SeriesName, 'config'>;
  expressions: readonly string[];
  change: (expressions: string[]) => void;
}) {
  const [opened, setOpened] = useState(false);
  const isFull = expressions.length >= maxExpressions;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      shadow="md"
      width="min(460px, calc(100vw - 24px))"
      trapFocus
    >
      <Popover.Target>
        <Button
          leftSection={<Plus size={13} />}
          disabled={isFull}
          title={
            isFull ? `A plot has at most ${maxExpressions} expressions` : 'Add a ratio, difference or other expression'
          }
          onClick={() => setOpened(!opened)}
        >
          Expression
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add an expression">
        {opened ? (
          <ExpressionForm
            main={main}
            add={(expression) => {
              change([...expressions.filter((one) => one !== expression), expression]);
              setOpened(false);
            }}
          />
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function ExpressionForm({ main, add }: { main: Omit<SeriesName, 'config'>; add: (expression: string) => void }) {
  const { subsystem, primaryDataset, processing } = main;
  const client = useApolloClient();
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [checking, setChecking] = useState(false);
  const list = useQuery(TrendListDocument, { variables: { subsystem, primaryDataset, processing } });
  const insert = (name: string): void => {
    const { selectionStart = text.length, selectionEnd = text.length } = input.current ?? {};
    setText(`${text.slice(0, selectionStart)}\${${name}}${text.slice(selectionEnd)}`);
    setProblem(null);
    input.current?.focus();
  };
  const check = async (): Promise<void> => {
    if (text.trim() === '' || checking) return;
    setChecking(true);
    const variables = { subsystem, primaryDataset, processing, expression: text, select: { latest: 1 } };
    try {
      const { data } = await client.query({ query: ExpressionSeriesDocument, variables });
      const found = data ? problemOf(data) : null;
      setProblem(found);
      if (found === null) add(data?.derive.expression ?? text.trim());
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setChecking(false);
    }
  };
  return (
    <Stack gap="xs">
      <Textarea
        ref={input}
        label="Expression"
        description={
          <>
            Trends are written <code>{'${NAME}'}</code>, those of another processing <code>{'${PromptReco:NAME}'}</code>
            ; also quantities of runs such as <code>recordedLumi</code>, <code>+ - * / ^</code>, <code>sqrt</code>,{' '}
            <code>log</code>, …
          </>
        }
        placeholder="${a} / ${b}"
        data-autofocus
        autosize
        minRows={2}
        maxRows={6}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        aria-invalid={problem !== null}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          setProblem(null);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          void check();
        }}
      />
      {problem === null ? null : (
        <Text role="alert" size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {problem}
        </Text>
      )}
      <Group align="end" gap="xs" wrap="nowrap">
        <Select
          label="Insert a trend"
          flex={1}
          placeholder={list.loading ? 'Loading…' : 'Name'}
          searchable
          limit={60}
          comboboxProps={{ withinPortal: false }}
          nothingFoundMessage="No trend matches"
          data={list.data?.trends.map(({ config }) => config.name) ?? []}
          value={null}
          onChange={(name) => name !== null && insert(name)}
        />
        <Button variant="filled" disabled={text.trim() === ''} loading={checking} onClick={() => void check()}>
          Add
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        Drawn in {primaryDataset} {processing}, with the uncertainties of independent inputs. A [derived:NAME] section
        of a config file makes a trend of it.
      </Text>
    </Stack>
  );
}
