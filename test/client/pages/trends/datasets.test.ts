import { expect, it } from 'vitest';
import { datasetLabels } from '../../../../client/pages/trends/datasets.ts';

const dataset = (primaryDataset: string, processing: string) => ({ primaryDataset, processing });

it('labels datasets by the part that differs', () => {
  expect(datasetLabels([dataset('A', 'x'), dataset('B', 'x')])).toEqual(['A', 'B']);
  expect(datasetLabels([dataset('A', 'x'), dataset('A', 'y')])).toEqual(['x', 'y']);
  expect(datasetLabels([dataset('A', 'x'), dataset('B', 'y')])).toEqual(['A x', 'B y']);
});
