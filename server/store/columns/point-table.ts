import type { PointBlock, PointCells } from './point-block.ts';

/** Trends that are turned over together: their numbers lie beside one another in a block, some in each line of the processor's cache. */
const width = 32;
/** Such bands of trends that are kept: trends that are asked for one after the other are mostly of the same one. */
const mostBands = 4;

/** Blocks of runs, turned over to be read trend by trend; and what many of its trends have in common as text. */
export class PointTable {
  /** Run numbers, ascending. */
  readonly runs: readonly number[];
  /** A block for each run. */
  readonly blocks: readonly PointBlock[];
  private readonly bands = new Map<number, readonly PointCells[]>();
  private readonly texts = new Map<string, string>();
  /** All places of runs. */
  readonly places: readonly number[];
  private name: string | undefined;

  constructor(runs: readonly number[], blocks: readonly PointBlock[]) {
    this.runs = runs;
    this.blocks = blocks;
    this.places = [...runs.keys()];
  }

  /** Tells it from a table of other runs, and from one of other points: as long as it is the same, so are they. */
  get version(): string {
    return (this.name ??= this.blocks.map(({ version }, at) => `${this.runs[at]} ${version}`).join());
  }

  /** The points of the trend, a place for each run, that is the cell `index` of each block. */
  points(index: number): PointCells {
    const first = index - (index % width);
    let band = this.bands.get(first);
    if (!band) {
      band = this.turnOver(first);
      this.bands.set(first, band);
      for (const oldest of this.bands.keys()) {
        if (this.bands.size <= mostBands) break;
        this.bands.delete(oldest);
      }
    }
    const points = band[index - first];
    if (!points) throw new Error(`no trend has the place ${index}`);
    return points;
  }

  /** A text that trends have in common, made once. */
  text(name: string, make: () => string): string {
    let text = this.texts.get(name);
    if (text === undefined) this.texts.set(name, (text = make()));
    return text;
  }

  private turnOver(first: number): PointCells[] {
    const { blocks } = this;
    const count = Math.max(0, Math.min(width, (blocks[0]?.states.length ?? width + first) - first));
    const length = blocks.length;
    const numbers = (column: (block: PointBlock) => Float64Array): Float64Array =>
      turnNumbers(blocks.map(column), first, count);
    const states = new Uint8Array(count * length);
    const revisions = new Int32Array(count * length);
    for (const [run, block] of blocks.entries()) {
      for (let at = 0; at < count; at += 1) {
        states[at * length + run] = block.states[first + at] ?? 0;
        revisions[at * length + run] = block.revisions[first + at] ?? 0;
      }
    }
    const values = numbers((block) => block.values);
    const errorsLow = numbers((block) => block.errorsLow);
    const errorsHigh = numbers((block) => block.errorsHigh);
    const entries = numbers((block) => block.entries);
    return Array.from({ length: count }, (_, at) => {
      const [from, to] = [at * length, (at + 1) * length];
      return {
        states: states.subarray(from, to),
        values: values.subarray(from, to),
        errorsLow: errorsLow.subarray(from, to),
        errorsHigh: errorsHigh.subarray(from, to),
        entries: entries.subarray(from, to),
        revisions: revisions.subarray(from, to),
      };
    });
  }
}

/** Cells `first` and the next `count` ones of each list become lists one behind the other. */
function turnNumbers(from: readonly Float64Array[], first: number, count: number): Float64Array {
  const { length } = from;
  const into = new Float64Array(count * length);
  for (let run = 0; run < length; run += 1) {
    const cells = from[run];
    if (!cells) continue;
    for (let at = 0; at < count; at += 1) into[at * length + run] = cells[first + at] ?? Number.NaN;
  }
  return into;
}
