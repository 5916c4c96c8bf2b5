import { expect, it } from 'vitest';
import { summarizeEnrichment } from '../../../client/format/services.ts';

it('summarizes the result of a query to the services', () => {
  const result = { queried: 4, known: 4, unknown: 0, pending: 0, reason: null };
  expect(
    summarizeEnrichment({
      enrich: [
        { service: 'oms', ...result, known: 1, pending: 3 },
        { service: 'rr', ...result, queried: 0, known: 0 },
      ],
    }),
  ).toBe('OMS: 1 found, 0 not in OMS, 3 pending; Run Registry: no runs to query');
});
