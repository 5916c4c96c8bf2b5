import { Text } from '@mantine/core';
import type { GuidanceFragment } from '../../generated/operations.ts';

/** What a plot shows, whom to call and what to do when it is bad; nothing where its configs do not say. */
export function Guidance({ configs }: { configs: readonly GuidanceFragment[] }) {
  const texts = configs.map(({ title, description, contact, action }) => {
    const call = contact === null ? [] : [`Contact: ${contact}.`];
    const act = action === null ? [] : [`If it is bad: ${action}`];
    const text = [...(description === null ? [] : [description]), ...call, ...act].join(' ');
    return { title, text };
  });
  const distinct = new Map(texts.filter(({ text }) => text !== '').map((one) => [one.text, one]));
  if (distinct.size === 0) return null;
  return (
    <aside aria-label="About the plot">
      {[...distinct.values()].map(({ title, text }) => (
        <Text key={text} size="sm" my={4}>
          {distinct.size > 1 ? <b>{title}: </b> : null}
          {text}
        </Text>
      ))}
    </aside>
  );
}
