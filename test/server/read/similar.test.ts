import { expect, it } from 'vitest';
import { openDqmFile } from '../../../server/read/open.ts';
import { Bytes } from './sample.ts';
import { writtenFile } from './written-file.ts';

const bytes = writtenFile(
  ['Layer_1/charge_1', 'Layer_1/charge_2', 'Layer_1/occupancy', 'Layer_2/charge_1'].map((name) => ({
    path: `DQMData/Run 365835/Pixel/Run summary/Barrel/${name}`,
    bytes: 100,
  })),
);

it.each([
  ['in its folder by their names', 'Pixel/Barrel/Layer_1/charge_3', ['charge_1', 'charge_2']],
  ['of its name in a similar folder by their paths', 'Pixl/Barel/Layer_1/charge_2', ['Pixel/Barrel/Layer_1/charge_2']],
  ['in no folder that is too different', 'Pixel/Endcap/Layer_1/charge_1', []],
  ['with no name that is too different', 'Pixel/Barrel/Layer_1/residual', []],
])('finds similar MEs %s', async (_, path, similar) => {
  const file = await openDqmFile(new Bytes(bytes));
  expect(await file.similar(path)).toEqual(similar);
  await file.close();
});
