import type { Metric } from '../../../metrics/metric.ts';
import type { HistogramResponse, HistogramRequest } from '../../histograms/histogram-reader.ts';
import type { EnrichmentSummary } from '../../jobs/enrich.ts';
import type { ScanProgress } from '../../extract/progress.ts';
import type { RunServiceName } from '../../store/entities/index.ts';
import type { Schedules } from '../../jobs/schedules.ts';

/** A loaded metric and its source file. */
export interface ShownMetric {
  readonly module: string;
  readonly name: string;
  readonly file: string;
  readonly metric: Metric;
}

/** Which points to recompute; an undefined member does not filter. */
export interface RecomputeRequest {
  readonly subsystem?: string | undefined;
  readonly names?: readonly string[] | undefined;
  readonly primaryDataset?: string | undefined;
  readonly processing?: string | undefined;
  readonly runs?: readonly { readonly from: number; readonly to: number }[] | undefined;
  readonly latest?: number | undefined;
  readonly replace: boolean;
}

/** What the API offers beyond the database; `hdqm serve` provides it. */
export interface Actions {
  /** Starts a scan; returns its number, undefined while another one runs. */
  scan(): Promise<number | undefined>;
  /** Retries a failed file; returns why it failed again, undefined where it was extracted. */
  retryFile(fileId: number): Promise<string | undefined>;
  /** Recomputes points; returns how many were stored, undefined where no config is selected. */
  recompute(request: RecomputeRequest): Promise<number | undefined>;
  /** Progress of the scans of this process, the current state first. */
  progress(): AsyncIterable<ScanProgress>;
  /** Queries OMS and Run Registry, or one of them, for runs; undefined where none is configured. */
  enrich(
    runs: readonly { readonly from: number; readonly to: number }[] | undefined,
    service: RunServiceName | undefined,
  ): Promise<EnrichmentSummary | undefined>;
  /** Reads MEs of a known file as ROOT JSON. */
  draw(request: HistogramRequest): Promise<HistogramResponse>;
  readonly timetable: Pick<Schedules, 'list' | 'pause' | 'resume' | 'runNow'>;
  metrics(): Promise<readonly ShownMetric[]>;
}
