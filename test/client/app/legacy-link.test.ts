import { describe, expect, it } from 'vitest';
import { oldLink } from '../../../client/app/legacy-link.ts';

const present = (text: string): string | undefined => oldLink(new URLSearchParams(text));
/** Options 0 to 3: errors, fills, durations, regression; of these errors, fills and durations are usual here. */
const usual = 'subsystem=DT&pd=ZeroBias&ps=PromptReco';

describe('an old link', () => {
  it.each([
    ['our own, from when the trends were at /', `${usual}&latest=7&search=a+b`, `/trends?${usual}&latest=7&search=a+b`],
    ['the latest runs', `${usual}&filter=latest&filterValue=50`, `/trends?${usual}`],
    ['more of them', `${usual}&filter=latest&filterValue=200`, `/trends?${usual}&latest=200`],
    ['a range', `${usual}&filter=range&filterValue=355100,355200`, `/trends?${usual}&runs=355100-355200`],
    [
      'a list',
      `${usual}&filter=list&filterValue=355100,355200, 355300`,
      `/trends?${usual}&runs=355100%2C355200%2C355300`,
    ],
    [
      'a golden JSON',
      `${usual}&filter=json&filterValue={"355101":[[1,9]],"355100":[[1,2]]}`,
      `/trends?${usual}&runs=355100-355101`,
    ],
    [
      'runs of a golden JSON',
      `${usual}&filter=json&filterValue=355100,355300`,
      `/trends?${usual}&runs=355100%2C355300`,
    ],
    ['a search, on a page that had another number of plots', `${usual}&search=pt&page=3`, `/trends?${usual}&search=pt`],
    [
      'a processing with era and version',
      'subsystem=DT&pd=ZeroBias&ps=Run2023C-PromptReco-v1&page=0',
      `/trends?${usual}`,
    ],
    [
      'a plot in full screen',
      `${usual}&filter=latest&filterValue=20&fsPlot=Seg+4D`,
      '/trends/DT/Seg%204D?pd=ZeroBias&ps=PromptReco&latest=20',
    ],
    ['a plot by its number', `${usual}&fsPlot=12`, `/trends?${usual}&at=%2312`],
    ['a filter that makes no sense', `${usual}&filter=range&filterValue=x,y`, `/trends?${usual}`],
  ])('%s', (_, old, address) => {
    expect(present(old)).toBe(address);
  });

  it.each([
    [0b0000111, ''],
    [0b0000000, '&errors=0&durations=0&fills=0'],
    [0b0001111, '&regression=1'],
    [0b0010111, '&x=duration'],
    [0b0100111, '&x=lumi'],
    [0b1000111, '&x=time'],
  ])('options %s', (options, drawing) => {
    expect(present(`${usual}&options=${options}`)).toBe(`/trends?${usual}${drawing}`);
  });

  it('is no other address', () => {
    expect(present('')).toBeUndefined();
    expect(present('limit=3&window=50')).toBeUndefined();
  });
});
