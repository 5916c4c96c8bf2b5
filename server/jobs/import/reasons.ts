/** Why a point cannot be imported, with what to do or how to read it. */
export const reasons = {
  unknownPlot: 'the configs have no plot of this subsystem and name',
  otherMetric: 'our config has another metric: its points are another trend',
  otherPath: 'our config reads other MEs: its points are another trend',
  correctedMetric: 'CentralHDQM computed the metric in another way than we do',
  badMetric: 'the metric is not a valid expression',
  unknownDataset: 'no such dataset: with --new-datasets it is created',
  badDataset: 'not the name of a dataset',
  ambiguousDataset: 'files of several datasets have one name in CentralHDQM, and it does not say which one was read',
  unknownEra: 'no file of the run is recorded that says its era',
  badText: "the text of the trend's points is not valid",
  badRun: 'not the number of a run with data',
  lumisection: 'the value is of a lumisection, not of the run',
  badValue: 'value or error is NaN, infinite or negative',
  noData: 'probably no data: 0 ± 0, or a fit without an error',
  duplicate: 'there is a later value of the run',
  otherEra: 'the dataset has the run in another era',
} as const;

export type Reason = keyof typeof reasons;

/** Points that are not imported for one reason. */
export interface Rejected {
  readonly reason: Reason;
  /** What is wrong in particular, e.g. the other metric. */
  readonly detail?: string | undefined;
  readonly subsystem?: string | undefined;
  readonly plot?: string | undefined;
  readonly primaryDataset?: string | undefined;
  readonly processing?: string | undefined;
  readonly run?: number | undefined;
  /** Number of points; null if it is not known. */
  readonly points: number | null;
}

/** The points of one reason. */
export interface ReasonCount {
  readonly points: number;
  /** Trends whose number of points is not known. */
  readonly trends: number;
  /** The first ones, each another plot, dataset or detail. */
  readonly examples: readonly Rejected[];
}

const maxExamples = 5;

/** Counts what is not imported, with some examples. */
export class Rejections {
  private readonly byReason = new Map<Reason, { points: number; trends: number; examples: Map<string, Rejected> }>();
  private readonly listener: (rejected: Rejected) => void;

  /** The listener is called with each. */
  constructor(listener: (rejected: Rejected) => void = () => undefined) {
    this.listener = listener;
  }

  add(rejected: Rejected): void {
    const { reason, points, run: _, ...rest } = rejected;
    const counted = this.byReason.get(reason) ?? { points: 0, trends: 0, examples: new Map() };
    this.byReason.set(reason, counted);
    if (points === null) counted.trends += 1;
    else counted.points += points;
    if (counted.examples.size < maxExamples) {
      const key = JSON.stringify(rest);
      if (!counted.examples.has(key)) counted.examples.set(key, rejected);
    }
    this.listener(rejected);
  }

  /** By reason, in the order of the list. */
  counts(): Map<Reason, ReasonCount> {
    const names = Object.keys(reasons) as Reason[];
    return new Map(
      names.flatMap((reason) => {
        const counted = this.byReason.get(reason);
        return counted ? [[reason, { ...counted, examples: [...counted.examples.values()] }] as const] : [];
      }),
    );
  }
}
