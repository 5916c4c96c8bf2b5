import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** Something went wrong: what, and a way to try again. */
export function Failure({ what, error, retry }: { what: string; error: Error; retry?: () => void }) {
  return (
    <Alert color="red" icon={<CircleAlert size={18} />} title={what} m="md" role="alert">
      <Text size="sm">{inWords(error)}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        Is the server running? Its log has more.
      </Text>
      {retry ? (
        <Button size="xs" variant="default" mt="sm" onClick={retry}>
          Try again
        </Button>
      ) : null}
    </Alert>
  );
}

/** What browsers say where no answer came, each in its own way, means nothing to a reader. */
function inWords({ message }: Error): string {
  return /^(Failed to fetch|NetworkError|Load failed)/.test(message) ? 'The server gave no answer.' : message;
}

/** There is nothing to show, and what to do about it. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack align="center" py={64} px="md" gap="xs">
      <Title order={3} ta="center">
        {title}
      </Title>
      <Text c="dimmed" ta="center" maw={520} component="div">
        {children}
      </Text>
    </Stack>
  );
}
