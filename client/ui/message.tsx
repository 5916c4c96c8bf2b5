import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

/** Reports an error, with a button to retry. */
export function Failure({ what, error, retry }: { what: string; error: Error; retry?: () => void }) {
  return (
    <Alert color="red" icon={<CircleAlert size={18} />} title={what} m="md" role="alert">
      <Text size="sm">{messageOf(error)}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        Check that the server is running. Its log has details.
      </Text>
      {retry ? (
        <Button mt="sm" onClick={retry}>
          Retry
        </Button>
      ) : null}
    </Alert>
  );
}

/** Replaces the messages of browsers about a failed request, which differ and name no cause. */
function messageOf({ message }: Error): string {
  return /^(Failed to fetch|NetworkError|Load failed)/.test(message) ? 'The server did not respond.' : message;
}

/** For an empty page: why it is empty and what to do. */
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
