import { Badge, Button, Group, Modal, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { RevokeReadTokenDocument, type ReadTokensQuery } from '../../generated/operations.ts';
import { shortTime, since, until } from '../../format/time.ts';
import { MutationButton } from '../../ui/mutation-button.tsx';
import table from '../../ui/table.module.css';
import { useNow } from '../../ui/use-now.ts';
import styles from './token-table.module.css';

type Token = ReadTokensQuery['readTokens'][number];

/** The tokens, the newest first. Those of others have their names. */
export function TokenTable({ tokens }: { tokens: readonly Token[] }) {
  const now = useNow(60_000);
  const [revoking, setRevoking] = useState<Token>();
  return (
    <div className={table.wide} tabIndex={0} role="region" aria-label="Tokens">
      <Table verticalSpacing={6} horizontalSpacing="xs" fz="sm" className={styles.root}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th visibleFrom="xs">Expires</Table.Th>
            <Table.Th visibleFrom="xs">Last used</Table.Th>
            <Table.Th visibleFrom="sm">Created</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => {
            const state = stateOf(token, now);
            return (
              <Table.Tr key={token.id} data-token={token.name}>
                <Table.Td className={styles.name}>
                  {token.name}
                  {token.isOwn ? null : (
                    <Text size="xs" c="dimmed">
                      of {token.createdBy}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <State token={token} state={state} />
                </Table.Td>
                <Table.Td
                  visibleFrom="xs"
                  title={`${shortTime(token.expiresAt)} UTC${state === 'current' ? `, in ${until(token.expiresAt, now)}` : ''}`}
                >
                  {dayOf(token.expiresAt)}
                </Table.Td>
                <Table.Td visibleFrom="xs" title={token.lastUsedAt ? `${shortTime(token.lastUsedAt)} UTC` : undefined}>
                  {token.lastUsedAt ? `${since(token.lastUsedAt, now)} ago` : 'never'}
                </Table.Td>
                <Table.Td visibleFrom="sm" title={`${shortTime(token.createdAt)} UTC`}>
                  {dayOf(token.createdAt)}
                </Table.Td>
                <Table.Td ta="right">
                  {state === 'current' ? (
                    <Button size="compact-sm" onClick={() => setRevoking(token)} aria-label={`Revoke ${token.name}…`}>
                      Revoke…
                    </Button>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      {revoking ? <RevokeDialog token={revoking} close={() => setRevoking(undefined)} /> : null}
    </div>
  );
}

function dayOf(time: string): string {
  return shortTime(time).slice(0, 10);
}

type TokenState = 'current' | 'expired' | 'revoked';

function stateOf({ revokedAt, expiresAt }: Token, now: number): TokenState {
  if (revokedAt !== null) return 'revoked';
  return Date.parse(expiresAt) > now ? 'current' : 'expired';
}

function State({ token: { revokedBy, revokedAt }, state }: { token: Token; state: TokenState }) {
  return (
    <Badge
      miw="max-content"
      color={{ current: 'teal.9', expired: 'gray.7', revoked: 'red.9' }[state]}
      title={revokedAt === null ? undefined : `by ${revokedBy} on ${shortTime(revokedAt)} UTC`}
    >
      {state}
    </Badge>
  );
}

/** Asks before a token is revoked, which is final. */
function RevokeDialog({ token: { id, name, createdBy, isOwn }, close }: { token: Token; close: () => void }) {
  return (
    <Modal
      opened
      onClose={close}
      closeButtonProps={{ 'aria-label': 'Close the dialog' }}
      title={`Revoke the token ${name}${isOwn ? '' : ` of ${createdBy}`}`}
    >
      <Stack gap="sm">
        <Text size="sm">All servers reject it within five seconds. That is final: its scripts need another token.</Text>
        <Group justify="end" gap="xs">
          <Button size="compact-sm" onClick={close} data-autofocus>
            Cancel
          </Button>
          <MutationButton
            label="Revoke"
            mutation={RevokeReadTokenDocument}
            variables={{ id }}
            permission="tokens"
            primary
            describe={() => 'Revoked.'}
            onDone={close}
          />
        </Group>
      </Stack>
    </Modal>
  );
}
