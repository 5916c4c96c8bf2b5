import { expect, it } from 'vitest';
import { pictureLink } from '../../../server/notify/links.ts';

const trend = { subsystem: 'Tracker', config: 'a/b c', primaryDataset: 'ZeroBias', processing: 'PromptReco' };

it('links a picture where a chat can load it', () => {
  expect(pictureLink({ PUBLIC_URL: 'https://hdqm.example/', LOGIN_TO_READ: false }, trend)).toBe(
    'https://hdqm.example/plot/Tracker/a%2Fb%20c.png?pd=ZeroBias&ps=PromptReco&width=900&height=400',
  );
  expect(pictureLink({ PUBLIC_URL: 'https://hdqm.example', LOGIN_TO_READ: true }, trend)).toBeNull();
  expect(pictureLink({ LOGIN_TO_READ: false }, trend)).toBeNull();
});
