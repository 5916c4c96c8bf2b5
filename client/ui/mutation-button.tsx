import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useMutation, useQuery } from '@apollo/client/react';
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ViewerDocument } from '../generated/operations.ts';

/**
 * A button that runs a mutation, reloads the queries of the page, and shows the outcome. It is disabled for viewers without permission, with
 * the reason as its tooltip.
 */
export function MutationButton<Data, Variables extends OperationVariables>({
  label,
  title,
  mutation,
  variables,
  describe,
  primary = false,
  disabled = false,
}: {
  label: string;
  /** The tooltip. */
  title?: string;
  mutation: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  /** The outcome in a few words. */
  describe: (data: Data) => string;
  /** The main action of the page. */
  primary?: boolean;
  disabled?: boolean;
}) {
  const { data: viewer } = useQuery(ViewerDocument);
  const [mutate, { loading }] = useMutation<Data>(mutation, {
    variables,
    refetchQueries: 'active',
  });
  const [outcome, setOutcome] = useState<{ text: string; failed: boolean }>();
  const run = async (): Promise<void> => {
    try {
      const { data } = await mutate();
      setOutcome(data ? { text: describe(data), failed: false } : undefined);
    } catch (error) {
      setOutcome({ text: error instanceof Error ? error.message : String(error), failed: true });
    }
  };
  return (
    <Group gap="xs" wrap="nowrap">
      {outcome?.text ? (
        <Text size="xs" role="status" c={outcome.failed ? 'var(--trouble)' : 'dimmed'} ta="right">
          {outcome.text}
        </Text>
      ) : null}
      <Button
        size="compact-sm"
        variant={primary ? 'filled' : 'default'}
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
