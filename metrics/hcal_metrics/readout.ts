import {
  type BinnedElement,
  cellContent,
  cellNumber,
  failure,
  type Failure,
  metric,
  optional,
  twoDimensional,
  value,
  z,
} from '../metric.ts';
import { channelsOf } from './boxes.ts';

const parameters = {
  box: z.string().describe('readout box, e.g. HBM01'),
  depths: z
    .array(z.int().min(0).max(7))
    .length(3)
    .describe('depths of the maps main, histo1 and histo2; 0 for an unused map'),
};
const inputs = { main: twoDimensional, histo1: optional(twoDimensional), histo2: optional(twoDimensional) };

/** Size of the maps: channels beyond are ignored. */
const [etaBins, phiBins] = [84, 72];

/** Returns the nonzero contents of the channels of a box, each in the map of its depth. */
function nonzeroContents(
  maps: readonly (BinnedElement | undefined)[],
  box: string,
  depths: readonly number[],
): readonly number[] | Failure {
  const channels = channelsOf(box);
  if (!channels) return failure('NO_DATA', `unknown readout box ${box}`);
  const contents: number[] = [];
  for (const [index, depth] of depths.entries()) {
    const map = maps[index];
    if (!map || depths.indexOf(depth) < index) continue;
    for (const { eta, phi } of channels.get(depth) ?? []) {
      if (eta > etaBins || phi > phiBins) continue;
      const content = cellContent(map, cellNumber(map, eta, phi));
      if (content !== 0) contents.push(content);
    }
  }
  return contents;
}

export const RBXMean = metric({
  summary: 'Mean nonzero content of the channels of a readout box, from maps of up to three depths.',
  parameters,
  inputs,
  formula: 'mean of c != 0 over the channels of the box, each in the map of its depth',
  example: "hcal_metrics.RBXMean('HBM01', (1, 2, 0))",
  reduce: ({ main, histo1, histo2 }, { box, depths }) => {
    const contents = nonzeroContents([main, histo1, histo2], box, depths);
    if ('failure' in contents) return contents;
    if (contents.length === 0) return failure('NO_DATA', `no channel of ${box} has content`);
    return value(contents.reduce((sum, content) => sum + content, 0) / contents.length);
  },
});

export const RBXCountNonZeroChan = metric({
  summary:
    'Number of channels of a readout box with nonzero content, e.g. dead channels, from maps of up to three depths.',
  parameters,
  inputs,
  formula: 'number of channels of the box with c != 0, each in the map of its depth',
  example: "hcal_metrics.RBXCountNonZeroChan('HBM01', (1, 2, 0))",
  reduce: ({ main, histo1, histo2 }, { box, depths }) => {
    const contents = nonzeroContents([main, histo1, histo2], box, depths);
    return 'failure' in contents ? contents : value(contents.length);
  },
});
