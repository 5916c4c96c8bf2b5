import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useQuery } from '@apollo/client/react';
import { Anchor, Group, Text } from '@mantine/core';
import { useLocation } from 'react-router';
import { ViewerDocument } from '../generated/operations.ts';
import { loginLink, logoutLink } from '../url/links.ts';

/** The name of the user and a link to log in or out. Empty where the server has no login. */
export function LoginEntry() {
  const { data, error } = useQuery(ViewerDocument);
  const { pathname, search, hash } = useLocation();
  const here = pathname + search + hash;
  // Where reading needs a login too, an expired session gets no answer but this error.
  const path = data?.viewer.login ?? (isUnauthenticated(error) ? '/login' : null);
  if (path === null) return null;
  const name = data?.viewer.name;
  if (name === null || name === undefined)
    return (
      <Anchor href={loginLink(path, here)} size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        Log in
      </Anchor>
    );
  return (
    <form method="post" action={logoutLink(here)}>
      <Group gap={8} wrap="nowrap">
        <Text size="sm" truncate maw={160} title={data?.viewer.denialReason ?? name} visibleFrom="xs">
          {name}
        </Text>
        <Anchor component="button" type="submit" size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          Log out
        </Anchor>
      </Group>
    </form>
  );
}

function isUnauthenticated(error: Error | undefined): boolean {
  return (
    CombinedGraphQLErrors.is(error) && error.errors.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED')
  );
}
