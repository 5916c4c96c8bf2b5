import type { Metric } from '../../../metrics/metric.ts';
import type { HistogramResponse, HistogramRequest } from '../../histograms/histogram-reader.ts';
import type { EnrichmentSummary } from '../../jobs/enrich.ts';
import type { ScanProgress } from '../../extract/progress.ts';
import type { RunServiceName } from '../../store/entities/index.ts';
import type { Schedules } from '../../jobs/schedules.ts';

/** A loaded metric, as the API shows it. */
export interface ShownMetric {
  readonly module: string;
  readonly name: string;
  readonly file: string;
  readonly metric: Metric;
}

/** Which points to compute anew; what is not given does not narrow. */
export interface RecomputeRequest {
  readonly subsystem?: string | undefined;
  readonly names?: readonly string[] | undefined;
  readonly primaryDataset?: string | undefined;
  readonly processing?: string | undefined;
  readonly runs?: readonly { readonly from: number; readonly to: number }[] | undefined;
  readonly latest?: number | undefined;
  readonly replace: boolean;
}

/** What the API can have done and shown beside the database; server/app/app.ts and its commands give it. */
export interface Actions {
  /** Starts a scan; gives its number, or undefined while another runs. */
  scan(): Promise<number | undefined>;
  /** Reads a failed file again; gives why it failed once more, or undefined. */
  retryFile(fileId: number): Promise<string | undefined>;
  /** Computes points anew; gives how many were stored, undefined where no config is of the selection. */
  recompute(request: RecomputeRequest): Promise<number | undefined>;
  /** Progress of the scans of this process, the present state first. */
  progress(): AsyncIterable<ScanProgress>;
  /** Asks OMS and Run Registry, or one of them, for runs; undefined where none are set. */
  enrich(
    runs: readonly { readonly from: number; readonly to: number }[] | undefined,
    service: RunServiceName | undefined,
  ): Promise<EnrichmentSummary | undefined>;
  /** Reads MEs of a file that the database knows, for drawing. */
  draw(request: HistogramRequest): Promise<HistogramResponse>;
  readonly timetable: Pick<Schedules, 'list' | 'pause' | 'resume' | 'runNow'>;
  metrics(): Promise<readonly ShownMetric[]>;
}
