import { Group, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';

/** The head of a page: its title, which is the document's too, a summary, and an optional search box. */
export function PageHead({
  title,
  about,
  search,
  children,
}: {
  title: string;
  about: string;
  search?: { value: string; onChange: (value: string) => void; placeholder: string };
  children?: ReactNode;
}) {
  useDocumentTitle(`${title} · HDQM`);
  return (
    <Group justify="space-between" align="end" mb="md" gap="sm">
      <div style={{ flex: '1 1 300px', minWidth: 0 }}>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {about}
        </Text>
      </div>
      {children}
      {search ? (
        <TextInput
          type="search"
          w={280}
          aria-label={search.placeholder}
          placeholder={search.placeholder}
          leftSection={<Search size={14} />}
          value={search.value}
          onChange={({ currentTarget: { value } }) => search.onChange(value)}
        />
      ) : null}
    </Group>
  );
}
