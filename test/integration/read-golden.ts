import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Axis, MonitorElement } from '../../metrics/histogram/histogram.ts';

/** Results of real ROOT for single histograms, in a folder next to the checkout; tests that need them are skipped if it is missing. */
export const sharedFolder = fileURLToPath(new URL('../../../shared/', import.meta.url));
export const hasShared = existsSync(sharedFolder);

/** An axis as read by ROOT; labels are those of the first 12 bins. */
export interface GoldenAxis {
  readonly bins: number;
  readonly min: number;
  readonly max: number;
  readonly first: number;
  readonly last: number;
  readonly rangeSet: boolean;
  readonly edges?: readonly number[];
  readonly labels?: Readonly<Record<string, string>>;
}

/** A histogram as read by ROOT. Bins: `[x, content, error, centre, low edge, width, …]`, or `[x, y, content, error, …]` in two dimensions. */
export interface GoldenHistogram {
  readonly file: string;
  readonly path: string;
  readonly class: string;
  readonly dimension: number;
  readonly entries: number;
  readonly sumw2: boolean;
  readonly x: GoldenAxis;
  readonly y?: GoldenAxis;
  readonly z?: GoldenAxis;
  readonly stats: readonly number[];
  readonly bins?: readonly (readonly number[])[];
  readonly cells: number;
}

export function goldenHistograms(name: string): readonly GoldenHistogram[] {
  if (!hasShared) return [];
  const { histograms } = JSON.parse(readFileSync(`${sharedFolder}${name}`, 'utf8'), numbers) as {
    histograms: GoldenHistogram[];
  };
  return histograms;
}

/** Returns the sums of TH1::GetStats, in its order, for each kind of histogram. */
export function storedStats(element: MonitorElement): number[] {
  if (element.kind !== 'histogram' && element.kind !== 'profile')
    throw new TypeError(`a ${element.className} has no statistics`);
  const { w, w2, wx, wx2, wy, wy2, wxy, wz, wz2, wxz, wyz } = element.moments;
  const dimension = element.axes.length + (element.kind === 'profile' ? 1 : 0);
  if (dimension === 1) return [w, w2, wx, wx2];
  if (element.kind === 'profile' && dimension === 2) return [w, w2, wx, wx2, wy, wy2];
  if (element.kind === 'profile') return [w, w2, wx, wx2, wy, wy2, wxy, wz, wz2];
  if (dimension === 2) return [w, w2, wx, wx2, wy, wy2, wxy];
  return [w, w2, wx, wx2, wy, wy2, wxy, wz, wz2, wxz, wyz];
}

/** Returns content and error of a cell by the rules of ROOT. */
export function cell(element: MonitorElement, index: number): { content: number; error: number } {
  if (element.kind === 'histogram') {
    const content = element.contents[index] ?? Number.NaN;
    return { content, error: Math.sqrt(element.sumw2 ? (element.sumw2[index] ?? Number.NaN) : Math.abs(content)) };
  }
  if (element.kind !== 'profile') throw new TypeError(`a ${element.className} has no cells`);
  const entries = element.binEntries[index] ?? Number.NaN;
  const content = entries === 0 ? 0 : (element.sums[index] ?? Number.NaN) / entries;
  if (entries === 0) return { content, error: 0 };
  const spread = Math.sqrt(Math.abs((element.sumw2[index] ?? Number.NaN) / entries - content ** 2));
  const effective = element.binSumw2 ? entries ** 2 / (element.binSumw2[index] ?? Number.NaN) : entries;
  switch (element.errorOption) {
    case 's':
      return { content, error: spread };
    case 'g':
      return { content, error: 1 / Math.sqrt(entries) };
    case 'i':
      return { content, error: spread === 0 ? 1 / Math.sqrt(12 * effective) : spread / Math.sqrt(effective) };
    case '':
      return { content, error: spread / Math.sqrt(effective) };
  }
}

/** Converts an axis to the golden format. */
export function toGolden(axis: Axis | undefined): GoldenAxis | undefined {
  if (!axis) return undefined;
  const early = [...(axis.labels ?? [])].filter(([, bin]) => bin <= 12).map(([label, bin]) => [String(bin), label]);
  const labels = Object.fromEntries(early) as Record<string, string>;
  return plainAxis({ ...axis, edges: axis.edges && [...axis.edges], labels: early.length > 0 ? labels : undefined });
}

/** Keeps what is compared of an axis, with numbers rounded as in the golden files. */
export function plainAxis(axis: LooseAxis | null | undefined): GoldenAxis | undefined {
  if (!axis) return undefined;
  const { bins, min, max, first, last, rangeSet, edges, labels } = axis;
  return {
    bins,
    min: rounded(min),
    max: rounded(max),
    first,
    last,
    rangeSet,
    ...(edges ? { edges: edges.map(rounded) } : {}),
    ...(labels ? { labels } : {}),
  };
}

type LooseAxis = Omit<GoldenAxis, 'edges' | 'labels'> & {
  readonly edges?: readonly number[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
};

function rounded(value: number): number {
  return Number(value.toPrecision(13));
}

/** JSON has no NaN and infinities: the golden files write them as strings. */
function numbers(_key: string, value: unknown): unknown {
  const words: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity };
  return typeof value === 'string' ? (words[value] ?? value) : value;
}
