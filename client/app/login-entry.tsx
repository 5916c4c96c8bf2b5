import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { useQuery } from '@apollo/client/react';
import { Anchor, Group } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import { ViewerDocument } from '../generated/operations.ts';
import { loginLink, logoutLink, pageLink } from '../url/links.ts';

/**
 * The name of the user, which leads to their read tokens, and a link to log in or out. Empty where the server has no login; a proxy that has
 * logged the user in logs them out, too.
 */
export function LoginEntry() {
  const { data, error } = useQuery(ViewerDocument);
  const { pathname, search, hash } = useLocation();
  const here = pathname + search + hash;
  // Where reading needs a login too, an expired session gets no answer but this error.
  const path = data?.viewer.login ?? (isUnauthenticated(error) ? '/login' : null);
  const name = data?.viewer.name;
  if (name === null || name === undefined)
    return path === null ? null : (
      <Anchor href={loginLink(path, here)} size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        Log in
      </Anchor>
    );
  const user = (
    <Anchor
      component={Link}
      to={pageLink('/tokens')}
      size="sm"
      c="inherit"
      truncate
      maw={160}
      title={data?.viewer.denialReason ?? `${name}: read tokens`}
      visibleFrom="xs"
    >
      {name}
    </Anchor>
  );
  if (path === null) return user;
  return (
    <form method="post" action={logoutLink(here)} style={{ minWidth: 0 }}>
      <Group gap={8} wrap="nowrap">
        {user}
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
