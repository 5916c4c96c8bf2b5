import { describe, expect, it } from 'vitest';
import { currentLink, ignoredFilters } from '../../../client/app/legacy-link.ts';

const current = (text: string): string | undefined => currentLink(new URLSearchParams(text));
/** Bits 0 to 3 of the options: errors, fills, durations, regression. HDQM's default is the first three. */
const dataset = 'subsystem=DT&pd=ZeroBias&ps=PromptReco';

describe("Run Registry's link", () => {
  const filter =
    'filter=rr&filterValue=run_number%5Band%5D%5B0%5D%5B%3E%3D%5D=355100&run_number%5Band%5D%5B1%5D%5B%3C%3D%5D=';
  it.each([
    ['of runs', `${filter}355200`, '/runs?runs=355100-355200'],
    ['of one run', `${filter}355100`, '/runs/355100'],
    ['of runs in a dataset', `${dataset}&${filter}355200`, `/trends?${dataset}&runs=355100-355200&significant=0`],
    ['of one run in a dataset', `${dataset}&${filter}355100`, `/trends?${dataset}&runs=355100&significant=0`],
    [
      'of one run and more',
      `${filter}355100&rr_attributes.state%5B%3D%5D=OPEN`,
      '/runs?runs=355100&ignored=rr_attributes.state',
    ],
    ['of classes', 'filter=rr&filterValue=class%5B%3D%5D=Collisions22', '/runs?class=Collisions22'],
    ['that cannot be read', 'filter=rr&filterValue=x%5B', '/runs?ignored=*'],
    ['without a filter', 'filter=rr', '/runs?ignored=*'],
  ])('%s', (_, link, address) => {
    expect(current(link)).toBe(address);
  });

  it('names no field with markup or blanks', () => {
    expect(ignoredFilters.read(new URLSearchParams('ignored=<b>x</b>&ignored=call me&ignored=a.b-c'))).toEqual([
      'a.b-c',
    ]);
  });
});

describe('an old link', () => {
  it.each([
    ['HDQM, when the trends were at /', `${dataset}&latest=7&search=a+b`, `/trends?${dataset}&latest=7&search=a+b`],
    ['HDQM, when the anomalies were at /', 'newest=3&limit=10&of=DT', '/anomalies?newest=3&limit=10&of=DT'],
    ['the latest runs', `${dataset}&filter=latest&filterValue=50`, `/trends?${dataset}`],
    ['more of them', `${dataset}&filter=latest&filterValue=200`, `/trends?${dataset}&latest=200`],
    ['a range', `${dataset}&filter=range&filterValue=355100,355200`, `/trends?${dataset}&runs=355100-355200`],
    [
      'a list',
      `${dataset}&filter=list&filterValue=355100,355200, 355300`,
      `/trends?${dataset}&runs=355100%2C355200%2C355300`,
    ],
    [
      'a golden JSON',
      `${dataset}&filter=json&filterValue={"355101":[[1,9]],"355100":[[1,2]]}`,
      `/trends?${dataset}&runs=355100-355101`,
    ],
    [
      'runs of a golden JSON',
      `${dataset}&filter=json&filterValue=355100,355300`,
      `/trends?${dataset}&runs=355100%2C355300`,
    ],
    [
      'a search, on a page that had another number of plots',
      `${dataset}&search=pt&page=3`,
      `/trends?${dataset}&search=pt`,
    ],
    [
      'a processing with era and version',
      'subsystem=DT&pd=ZeroBias&ps=Run2023C-PromptReco-v1&page=0',
      `/trends?${dataset}`,
    ],
    [
      'a plot in full screen',
      `${dataset}&filter=latest&filterValue=20&fsPlot=Seg+4D`,
      '/trends/DT/Seg%204D?pd=ZeroBias&ps=PromptReco&latest=20',
    ],
    ['a plot by its number', `${dataset}&fsPlot=12`, `/trends?${dataset}&at=%2312`],
    ['a run alone', 'subsystem=&pd=&ps=&filter=list&filterValue=355100&options=7', '/runs/355100'],
    ['a range of one run alone', 'filter=range&filterValue=355100,355100', '/runs/355100'],
    ['one run of a subsystem', `${dataset}&filter=list&filterValue=355100`, `/trends?${dataset}&runs=355100`],
    ['an invalid filter', `${dataset}&filter=range&filterValue=x,y`, `/trends?${dataset}`],
  ])('%s', (_, old, address) => {
    expect(current(old)).toBe(address);
  });

  it.each([
    [0b0000111, ''],
    [0b0000000, '&fills=0&durations=0&errors=0'],
    [0b0001111, '&regression=1'],
    [0b0010111, '&x=duration'],
    [0b0100111, '&x=lumi'],
    [0b1000111, '&x=time'],
  ])('options %s', (options, drawing) => {
    expect(current(`${dataset}&options=${options}`)).toBe(`/trends?${dataset}${drawing}`);
  });

  it('is no other address', () => {
    expect(current('')).toBeUndefined();
    expect(current('state=resolved&incident=369869&system=DT&dataset=ZeroBias')).toBeUndefined();
  });
});
