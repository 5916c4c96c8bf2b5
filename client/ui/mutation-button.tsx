import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useMutation, useQuery } from '@apollo/client/react';
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ViewerDocument } from '../generated/operations.ts';

/**
 * A button that changes something: who may not sees why, and who may sees what came of it. `say` puts the answer in words; what went wrong is
 * said likewise.
 */
export function MutationButton<Data, Variables extends OperationVariables>({
  label,
  title,
  mutation,
  variables,
  say,
  main = false,
  disabled = false,
}: {
  label: string;
  /** What it does, where the label alone does not tell. */
  title?: string;
  mutation: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  say: (data: Data) => string;
  /** The one that a page is about. */
  main?: boolean;
  disabled?: boolean;
}) {
  const { data: viewer } = useQuery(ViewerDocument);
  const [change, { loading }] = useMutation<Data>(mutation, {
    variables,
    refetchQueries: 'active',
  });
  const [outcome, setOutcome] = useState<{ text: string; failed: boolean }>();
  const run = async (): Promise<void> => {
    try {
      const { data } = await change();
      setOutcome(data ? { text: say(data), failed: false } : undefined);
    } catch (error) {
      setOutcome({ text: error instanceof Error ? error.message : String(error), failed: true });
    }
  };
  return (
    <Group gap="xs" wrap="nowrap" className="change">
      {outcome?.text ? (
        <Text size="xs" role="status" c={outcome.failed ? 'var(--trouble)' : 'dimmed'} ta="right">
          {outcome.text}
        </Text>
      ) : null}
      <Button
        size="compact-sm"
        variant={main ? 'filled' : 'default'}
        style={{ flex: 'none' }}
        loading={loading}
        disabled={disabled || viewer?.viewer.canOperate !== true}
        title={viewer?.viewer.denialReason ?? title}
        onClick={() => void run()}
      >
        {label}
      </Button>
    </Group>
  );
}
