import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useMutation, useQuery } from '@apollo/client/react';
import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ViewerDocument } from '../generated/operations.ts';

/** What a mutation requires of the viewer: to operate the server, to edit what users share, to write notes, or to manage read tokens. */
export type Permission = 'operate' | 'edit' | 'notes' | 'tokens';

/** Whether the viewer has a permission, and if not, why. Undefined until the server has answered. */
export function usePermission(permission: Permission): { isGranted: boolean; denial: string | null } | undefined {
  const { data } = useQuery(ViewerDocument);
  if (!data) return undefined;
  const { canOperate, denialReason, canEdit, editDenialReason, canWriteNotes, notesDenialReason } = data.viewer;
  const { canManageTokens, tokensDenialReason } = data.viewer;
  return {
    operate: { isGranted: canOperate, denial: denialReason },
    edit: { isGranted: canEdit, denial: editDenialReason },
    notes: { isGranted: canWriteNotes, denial: notesDenialReason },
    tokens: { isGranted: canManageTokens, denial: tokensDenialReason },
  }[permission];
}

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
  permission = 'operate',
  onDone,
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
  permission?: Permission;
  /** Called with the outcome, for a page that shows it elsewhere, and with what the mutation returned. */
  onDone?: (outcome: string, data: Data) => void;
  /** The main action of the page. */
  primary?: boolean;
  disabled?: boolean;
}) {
  const granted = usePermission(permission);
  const [mutate, { loading }] = useMutation<Data>(mutation, {
    variables,
    refetchQueries: 'active',
  });
  const [outcome, setOutcome] = useState<{ text: string; failed: boolean }>();
  const run = async (): Promise<void> => {
    try {
      const { data } = await mutate();
      setOutcome(data ? { text: describe(data), failed: false } : undefined);
      if (data) onDone?.(describe(data), data);
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
        disabled={disabled || granted?.isGranted !== true}
        title={granted?.denial ?? title}
        onClick={() => void run()}
      >
        {label}
      </Button>
    </Group>
  );
}
