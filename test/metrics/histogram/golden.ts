/** Histograms made by test/tools/write-histogram-golden.py, with the results of ROOT. */
import { readFileSync } from 'node:fs';
import type { BinnedElement } from '../../../metrics/histogram/bins.ts';
import type { Axis, Moments, Profile } from '../../../metrics/histogram/histogram.ts';
import type { Golden } from '../../integration/golden-judge.ts';

interface MadeAxis extends Omit<Axis, 'edges' | 'labels' | 'title'> {
  readonly edges?: readonly number[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** A histogram as JSON; a profile has sums and binEntries. */
export interface Made {
  readonly class: string;
  readonly entries: number;
  readonly axes: readonly MadeAxis[];
  readonly statOverflows: boolean;
  readonly stats: readonly number[];
  readonly contents?: readonly number[];
  readonly sumw2?: readonly number[];
  readonly sums?: readonly number[];
  readonly binEntries?: readonly number[];
  readonly binSumw2?: readonly number[];
  readonly errorOption?: Profile['errorOption'];
}

export interface GoldenJson {
  readonly histograms: readonly { readonly path: string; readonly made: Made; readonly answers: Golden }[];
  readonly pairs: readonly (Golden & { readonly path: string })[];
  readonly efficiencies: readonly Golden[];
}

export const goldenJson = JSON.parse(
  readFileSync(new URL('golden.json', import.meta.url), 'utf8'),
) as unknown as GoldenJson;

export function histogramOf(made: Made): BinnedElement {
  const [w = 0, w2 = 0, wx = 0, wx2 = 0, wy = 0, wy2 = 0, wxy = 0] = made.stats;
  const moments: Moments = { w, w2, wx, wx2, wy, wy2, wxy, wz: 0, wz2: 0, wxz: 0, wyz: 0 };
  const common = {
    className: made.class,
    name: '',
    title: '',
    axes: made.axes.map(axisOf),
    entries: made.entries,
    moments,
    statOverflows: made.statOverflows,
  };
  const list = (numbers: readonly number[] = []): Float64Array => Float64Array.from(numbers);
  if (made.sums) {
    return {
      kind: 'profile',
      ...common,
      sums: list(made.sums),
      sumw2: list(made.sumw2),
      binEntries: list(made.binEntries),
      ...(made.binSumw2 ? { binSumw2: list(made.binSumw2) } : {}),
      errorOption: made.errorOption ?? '',
    };
  }
  return {
    kind: 'histogram',
    ...common,
    contents: list(made.contents),
    ...(made.sumw2 ? { sumw2: list(made.sumw2) } : {}),
  };
}

function axisOf({ edges, labels, ...rest }: MadeAxis): Axis {
  return {
    title: '',
    ...rest,
    ...(edges ? { edges: Float64Array.from(edges) } : {}),
    ...(labels ? { labels: new Map(Object.entries(labels).map(([bin, label]) => [label, Number(bin)])) } : {}),
  };
}
