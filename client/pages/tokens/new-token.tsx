import { CloseButton, Code, Group, Paper, Text, Title } from '@mantine/core';
import { CopyText } from '../../ui/copy/copy-text.tsx';
import styles from './new-token.module.css';

/** A token that was just created. */
export interface NewToken {
  readonly name: string;
  readonly secret: string;
}

/** The secret of a new token, which no page shows again, and how to use it. */
export function NewTokenCard({ token: { name, secret }, close }: { token: NewToken; close: () => void }) {
  const example = `curl --header "Authorization: Bearer $HDQM_TOKEN" '${location.origin}/export/runs.csv?latest=50'`;
  return (
    <Paper withBorder p="sm" mb="md" component="section" aria-label="New token">
      <Group justify="space-between" wrap="nowrap" align="start" mb={4}>
        <Title order={3} size="h6" style={{ overflowWrap: 'anywhere' }}>
          Token {name} created: copy it now, it is not shown again
        </Title>
        <CloseButton aria-label="Hide the token" onClick={close} />
      </Group>
      <Group gap="xs" mb="sm">
        <Code className={styles.code} data-secret>
          {secret}
        </Code>
        <CopyText text={secret} what="token" title="Copies the token" about="The token" />
      </Group>
      <Text size="sm" mb={4}>
        Store it where only the script can read it, as <Code>HDQM_TOKEN</Code>:
      </Text>
      <Group gap="xs">
        <Code className={styles.code}>{example}</Code>
        <CopyText text={example} what="example" title="Copies the command, without the token" about="The command" />
      </Group>
    </Paper>
  );
}
