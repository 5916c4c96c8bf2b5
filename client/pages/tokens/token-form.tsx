import { Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { CreateReadTokenDocument } from '../../generated/operations.ts';
import { MutationButton } from '../../ui/mutation-button.tsx';
import type { NewToken } from './new-token.tsx';

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
] as const;

/** Creates a token. */
export function TokenForm({ onCreated }: { onCreated: (token: NewToken) => void }) {
  const [name, setName] = useState('');
  const [days, setDays] = useState('365');
  return (
    <Group align="end" gap="sm" mb="md" role="group" aria-label="Create a token">
      <TextInput
        label="Name"
        placeholder="e.g. nightly report"
        w={240}
        maxLength={60}
        value={name}
        onChange={({ currentTarget: { value } }) => setName(value)}
      />
      <Select
        label="Valid for"
        w={120}
        allowDeselect={false}
        data={lifetimes}
        value={days}
        onChange={(value) => setDays(value ?? days)}
      />
      <MutationButton
        label="Create token"
        mutation={CreateReadTokenDocument}
        variables={{ name: name.trim(), days: Number(days) }}
        permission="tokens"
        primary
        disabled={name.trim() === ''}
        describe={() => ''}
        onDone={(_outcome, { createReadToken: { secret } }) => {
          onCreated({ name: name.trim(), secret });
          setName('');
        }}
      />
    </Group>
  );
}
