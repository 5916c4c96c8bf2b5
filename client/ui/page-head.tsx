import { Group, Text, TextInput, Title } from '@mantine/core';
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';

/** A page's title, what it is about, and its search box, where it has one. */
export function PageHead({
  title,
  about,
  search,
  children,
}: {
  title: string;
  about: string;
  search?: { value: string; change: (value: string) => void; placeholder: string };
  children?: ReactNode;
}) {
  return (
    <Group justify="space-between" align="end" mb="md" gap="sm">
      <div>
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {about}
        </Text>
      </div>
      {children}
      {search ? (
        <TextInput
          type="search"
          size="xs"
          w={280}
          aria-label={search.placeholder}
          placeholder={search.placeholder}
          leftSection={<Search size={14} />}
          value={search.value}
          onChange={({ currentTarget: { value } }) => search.change(value)}
        />
      ) : null}
    </Group>
  );
}
