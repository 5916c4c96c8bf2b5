import { useQuery } from '@apollo/client/react';
import { Alert, Anchor, Group, Skeleton } from '@mantine/core';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { ReadTokensDocument, ViewerDocument } from '../../generated/operations.ts';
import { Empty, Failure } from '../../ui/message.tsx';
import { usePermission } from '../../ui/mutation-button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { loginLink } from '../../url/links.ts';
import { TokenForm } from './token-form.tsx';
import { type NewToken, NewTokenCard } from './new-token.tsx';
import { TokenTable } from './token-table.tsx';

/** The read tokens of the user, of an operator all; they are created and revoked here. */
export function TokensPage() {
  const permission = usePermission('tokens');
  const [created, setCreated] = useState<NewToken>();
  const { data, error, refetch } = useQuery(ReadTokensDocument, {
    fetchPolicy: 'cache-and-network',
    skip: permission?.isGranted !== true,
  });
  const tokens = data?.readTokens;
  return (
    <div className="page">
      <PageHead
        title="Read tokens"
        about="With a token scripts read exports, histograms and GraphQL where that requires a login. It changes nothing."
      />
      {permission?.isGranted === false ? <Denial reason={permission.denial ?? ''} /> : null}
      {permission?.isGranted === true ? <TokenForm onCreated={setCreated} /> : null}
      {created ? <NewTokenCard token={created} close={() => setCreated(undefined)} /> : null}
      {error && !tokens ? (
        <Failure what="The tokens could not be loaded." error={error} retry={() => void refetch()} />
      ) : null}
      {!permission || (permission.isGranted && !tokens && !error) ? <Skeleton height={160} /> : null}
      {tokens?.length === 0 ? (
        <Empty title="No tokens yet">Create one for each script: then each can be revoked alone.</Empty>
      ) : null}
      {tokens && tokens.length > 0 ? <TokenTable tokens={tokens} /> : null}
    </div>
  );
}

/** Why the viewer has no tokens, and the way to a login if there is one. */
function Denial({ reason }: { reason: string }) {
  const { data } = useQuery(ViewerDocument);
  const { pathname } = useLocation();
  const { name, login } = data?.viewer ?? {};
  return (
    <Alert color="gray" icon={<Lock size={16} />} mb="md" py="xs" role="note">
      <Group gap="xs">
        <span>
          {reason.charAt(0).toUpperCase()}
          {reason.slice(1)}.
        </span>
        {login && !name ? (
          <Anchor href={loginLink(login, pathname)} size="sm">
            Log in
          </Anchor>
        ) : null}
      </Group>
    </Alert>
  );
}
