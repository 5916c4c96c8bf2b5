import type { LRUCache } from 'lru-cache';
import type { MemoryCaches } from './cache/memory-caches.ts';
import type { PartialView } from './default-view.ts';
import type { Database } from './connection/database.ts';
import { Field, ObjectType } from './entities/graphql-decorators.ts';

/** Which runs are judged against which, and from when on a value is an anomaly. */
export interface AnomalyCriteria extends PartialView {
  /** How many of the newest runs of each dataset are judged. */
  readonly newest: number;
  /** Number of runs before them that make the baseline. */
  readonly baselineRuns: number;
  /** Smallest |z| of an anomaly. */
  readonly threshold: number;
  /** Only runs that started within this many days before the newest run of all datasets are judged. */
  readonly lookBackDays: number;
}

/** A trend with a value outside its baseline, or without a value in all judged runs. */
@ObjectType({
  description: 'A trend with a value outside its baseline, or without a value, in the newest runs of its dataset.',
})
export class Anomaly {
  readonly trendId!: number;
  readonly configId!: number;
  readonly datasetId!: number;

  @Field(({ Int }) => Int, {
    description: 'The judged run with the largest |z|, or the newest one if none has a value.',
  })
  readonly run!: number;

  @Field(({ Float }) => Float, { nullable: true, description: 'Value of that run; null if no judged run has one.' })
  readonly value!: number | null;

  @Field(({ Float }) => Float, {
    nullable: true,
    description: 'Uncertainty of the value in the direction of the median.',
  })
  readonly error!: number | null;

  @Field(({ Float }) => Float, { description: 'Median of the baseline.' })
  readonly median!: number;

  @Field(({ Float }) => Float, {
    description: 'Spread of the baseline: 1.4826 × median absolute deviation, but at least |median| / 1000.',
  })
  readonly spread!: number;

  @Field(({ Float }) => Float, {
    nullable: true,
    description: '(value - median) / sqrt(spread² + error²), limited to ±1000; null if no judged run has a value.',
  })
  readonly z!: number | null;

  @Field(({ Int }) => Int, { description: 'Number of judged runs outside the baseline.' })
  readonly outside!: number;

  @Field(({ Int }) => Int, { description: 'Number of judged runs of the dataset.' })
  readonly judged!: number;

  @Field(({ Int }) => Int, { description: 'Number of runs with a value in the baseline.' })
  readonly baselineRuns!: number;

  @Field(({ Int }) => Int, { description: 'First run of the baseline.' })
  readonly firstRun!: number;

  @Field(() => String, { nullable: true, description: 'Failure code if no judged run has a value.' })
  readonly failure!: string | null;

  @Field(() => String, { nullable: true, description: 'Message of the failure.' })
  readonly reason!: string | null;
}

/** A trend with enough values that could not be judged. */
@ObjectType({ description: 'A trend with enough values that could not be judged.' })
export class UnjudgedTrend {
  @Field(({ ID }) => ID, { description: 'ID of the trend.' })
  readonly trendId!: number;

  @Field(() => String, { description: 'Subsystem of the config.' })
  readonly subsystem!: string;

  @Field(() => String, { description: 'Name of the config.' })
  readonly name!: string;

  @Field(() => String, { description: 'Primary dataset.' })
  readonly primaryDataset!: string;

  @Field(() => String, { description: 'Processing.' })
  readonly processing!: string;

  @Field(() => String, { description: 'Why it could not be judged.' })
  readonly reason!: string;
}

/** Anomalies, largest |z| first, and how many trends and runs were judged. */
export interface FoundAnomalies {
  readonly unjudged: readonly UnjudgedTrend[];
  readonly judgedTrends: number;
  readonly judgedRuns: number;
  readonly anomalies: readonly Anomaly[];
}

/** Factor from the median absolute deviation of a normal distribution to its standard deviation: 1 / Φ⁻¹(3/4). */
const madToSigma = 1.4826;
/** Min. number of values of a baseline. */
const minBaselineValues = 8;
/** Min. spread relative to the median: a constant trend must not raise an alarm by its last digit. */
const minRelativeSpread = 1e-3;
/** Max. |z| reported: the spread of a trend that was always 0 is 0. */
export const maxZ = 1000;
/**
 * Absolute values within which PostgreSQL's arithmetic neither overflows nor underflows, which would fail the statement for all trends. Baselines
 * beyond are not judged; a judged value, or its error, counts as the nearer bound or as 0.
 */
const [minMagnitude, maxMagnitude] = [1e-100, 1e100];
/** Bounds of a threshold, for the same reason; no |z| is above 1000. */
const [minThreshold, maxThreshold] = [1e-6, 1e4];
/** SQL that the baseline of a series can be judged; NaN is above every number in PostgreSQL. */
const isJudgeable = `v[1] >= ${-maxMagnitude} AND v[cardinality(v)] <= ${maxMagnitude} AND coalesce(smallest, 1) >= ${minMagnitude}`;
/** SQL of a number within these magnitudes. */
const bounded = (sql: string): string =>
  `CASE WHEN abs(${sql}) < ${minMagnitude} THEN 0 ELSE greatest(${-maxMagnitude}::float8, least(${maxMagnitude}::float8, ${sql})) END`;
/** A missing value is an anomaly where at least this fraction of the baseline runs has one. */
const minPresence = 0.9;

/**
 * Finds the trends with values outside their baseline in the newest runs of their datasets:
 *
 *     z = (value - median) / sqrt(spread² + error²),   spread = max(1.4826 MAD, |median| / 1000)
 *
 * Median and MAD (median absolute deviation, Rousseeuw and Croux 1993) are those of the last `baselineRuns` runs of the same dataset before
 * the judged ones. They need at least eight values of the config's current revision. Runs known not to be significant are ignored. The error
 * is the length of the point's error bar towards the median. A trend without a value in all judged runs is an anomaly where at least 90 % of
 * the baseline runs have one. A trend whose baseline has a value that is beyond 1e±100 or no number is not judged, and returned with the reason.
 * One statement serves all datasets.
 */
export async function findAnomalies({ dataSource }: Database, criteria: AnomalyCriteria): Promise<FoundAnomalies> {
  const { newest, baselineRuns, threshold, lookBackDays, subsystem, primaryDataset, processing } = criteria;
  const statement = `WITH recent AS MATERIALIZED (
       SELECT file.dataset_id, file.id AS file_id, run.number AS run, run.start_time,
         row_number() OVER (PARTITION BY file.dataset_id ORDER BY run.number DESC) AS age
       FROM file JOIN run ON run.number = file.run_number JOIN dataset ON dataset.id = file.dataset_id
       WHERE file.state = 'extracted' AND run.significant IS NOT FALSE
         AND ($6::text IS NULL OR dataset.primary_dataset = $6) AND ($7::text IS NULL OR dataset.processing = $7)
     ), newest AS (
       SELECT dataset_id, count(*) AS count, max(run) AS last_run FROM recent
       WHERE age <= $1 AND (start_time IS NULL OR start_time >= (SELECT max(start_time) FROM run) - $4 * interval '1 day')
       GROUP BY dataset_id
     ), runs AS MATERIALIZED (
       SELECT dataset_id, array_agg(run ORDER BY run) FILTER (WHERE age <= count) AS judged,
         array_agg(run ORDER BY run) FILTER (WHERE age > count) AS baseline, min(run) AS first_run, max(last_run) AS last_run,
         max(file_id) FILTER (WHERE age = 1) AS last_file
       FROM recent JOIN newest USING (dataset_id) WHERE age <= count + $2 GROUP BY dataset_id
     ), wanted AS MATERIALIZED (
       SELECT dataset_id, run, run >= judged[1] AS is_judged FROM runs CROSS JOIN LATERAL unnest(baseline || judged) AS run
     ), judgeable AS MATERIALIZED (
       SELECT trend.id, trend.config_id, trend.dataset_id, config.revision
       FROM trend JOIN config ON config.id = trend.config_id AND config.active AND ($5::text IS NULL OR config.subsystem = $5)
       WHERE trend.has_data AND trend.dataset_id IN (SELECT dataset_id FROM runs)
     ), series AS MATERIALIZED (
       SELECT judgeable.id, array_agg(value ORDER BY value) FILTER (WHERE NOT is_judged) AS v,
         min(abs(value)) FILTER (WHERE NOT is_judged AND value <> 0) AS smallest,
         array_agg(run) FILTER (WHERE is_judged) AS judged_runs, array_agg(value) FILTER (WHERE is_judged) AS judged_values,
         array_agg(error_low) FILTER (WHERE is_judged) AS errors_low, array_agg(error_high) FILTER (WHERE is_judged) AS errors_high
       FROM (SELECT DISTINCT run AS run_number FROM wanted) AS each_run
       JOIN point USING (run_number)
       JOIN judgeable ON judgeable.id = point.trend_id
       JOIN wanted ON wanted.run = point.run_number AND wanted.dataset_id = judgeable.dataset_id
       WHERE point.value IS NOT NULL AND judgeable.revision = point.revision
       GROUP BY judgeable.id HAVING count(*) FILTER (WHERE NOT is_judged) >= ${minBaselineValues}
     ), unjudged AS (
       SELECT series.id AS "trendId", config.subsystem, config.name, primary_dataset AS "primaryDataset", processing,
         CASE WHEN v[1] < -${maxMagnitude} THEN v[1] WHEN NOT v[cardinality(v)] <= ${maxMagnitude} THEN v[cardinality(v)] ELSE smallest END::text AS reason
       FROM series JOIN judgeable USING (id) JOIN config ON config.id = config_id JOIN dataset ON dataset.id = dataset_id
       WHERE NOT (${isJudgeable})
     ), bands AS MATERIALIZED (
       SELECT series.*, config_id, dataset_id, n, median, least(median - v[(n + 5) / 4], v[n + 1 - (n + 5) / 4] - median) AS min_deviation
       FROM series JOIN judgeable USING (id)
       CROSS JOIN LATERAL (SELECT cardinality(v) AS n) AS c
       CROSS JOIN LATERAL (SELECT (v[(n + 1) / 2] + v[n / 2 + 1]) / 2 AS median) AS m
       WHERE ${isJudgeable}
     ), candidates AS MATERIALIZED ( -- the MAD is at least the distance from the median to the nearer quartile
       SELECT * FROM bands WHERE judged_values IS NULL OR EXISTS (
         SELECT FROM unnest(judged_values) AS value
         WHERE abs(${bounded('value')} - median) >= $3 * greatest(${madToSigma} * min_deviation, abs(median) * ${minRelativeSpread}))
     ), spreads AS MATERIALIZED (
       SELECT *, greatest(
         ${madToSigma} * (
           SELECT (d[(n + 1) / 2] + d[n / 2 + 1]) / 2
           FROM (SELECT array_agg(abs(value - median) ORDER BY abs(value - median)) AS d FROM unnest(v) AS value) AS deviations
         ), abs(median) * ${minRelativeSpread}) AS spread
       FROM candidates
     ), scores AS (
       SELECT id, run, value, error,
         CASE WHEN distance = 0 THEN 0
           WHEN abs(distance) >= ${maxZ} * sigma THEN ${maxZ} * sign(distance)
           ELSE distance / sigma
         END AS z
       FROM spreads CROSS JOIN LATERAL unnest(judged_runs, judged_values, errors_low, errors_high) AS j (run, value, low, high)
       CROSS JOIN LATERAL (SELECT CASE WHEN value > median THEN low ELSE high END AS error) AS e
       CROSS JOIN LATERAL (SELECT ${bounded('value')} - median AS distance, sqrt(spread * spread + (${bounded('error')}) ^ 2) AS sigma) AS s
     ), worst AS (
       SELECT DISTINCT ON (id) *, count(*) OVER (PARTITION BY id) AS outside FROM scores WHERE abs(z) >= $3
       ORDER BY id, abs(z) DESC, run DESC
     ), anomalies AS (
       SELECT spreads.id AS "trendId", config_id AS "configId", spreads.dataset_id AS "datasetId", coalesce(worst.run, last_run) AS run,
         worst.value, worst.error, median, spread, worst.z, coalesce(worst.outside, 0) AS outside,
         cardinality(judged) AS judged, n AS "baselineRuns", first_run AS "firstRun",
         CASE WHEN worst.id IS NULL THEN coalesce(point.failure, 'MISSING_HISTOGRAM') END AS failure,
         CASE WHEN worst.id IS NULL THEN coalesce(point.reason, 'ME not found in the file') END AS reason
       FROM spreads JOIN runs USING (dataset_id) LEFT JOIN worst ON worst.id = spreads.id
       LEFT JOIN file ON file.id = last_file
       LEFT JOIN point ON point.trend_id = spreads.id AND point.run_number = last_run
       WHERE worst.id IS NOT NULL OR (
         judged_runs IS NULL AND n >= ${minPresence} * cardinality(runs.baseline)
         AND (point.failure IS NOT NULL OR config_id = ANY (file.missing)) -- computed already, not pending
       )
     )
     SELECT (SELECT coalesce(json_agg(unjudged ORDER BY "trendId"), '[]') FROM unjudged) AS unjudged,
       (SELECT count(*)::int FROM bands) AS "judgedTrends",
       (SELECT count(DISTINCT run)::int FROM runs CROSS JOIN LATERAL unnest(judged) AS run) AS "judgedRuns",
       (SELECT coalesce(json_agg(anomalies ORDER BY abs(z) DESC NULLS LAST, "trendId"), '[]') FROM anomalies) AS anomalies`;
  const parameters = [
    newest,
    baselineRuns,
    threshold < minThreshold ? 0 : Math.min(threshold, maxThreshold),
    lookBackDays,
    subsystem ?? null,
    primaryDataset ?? null,
    processing ?? null,
  ];
  return dataSource.transaction(async (manager) => {
    // The statement reads a million points: keep them in memory, and keep the join order as written.
    await manager.query("SET LOCAL work_mem = '128MB'; SET LOCAL join_collapse_limit = 1; SET LOCAL jit = off");
    const [found] = await manager.query<[FoundAnomalies]>(statement, parameters);
    return { ...found, unjudged: found.unjudged.map((trend) => ({ ...trend, reason: unjudgedReason(trend.reason) })) };
  });
}

function unjudgedReason(value: string): string {
  return `the baseline has the value ${value}: beyond ${minMagnitude} to ${maxMagnitude.toExponential().replace('+', '')} nothing is judged`;
}

/** Returns a text that differs after any change of extracted files, significant runs or configs. */
async function dataVersion({ dataSource }: Database): Promise<string> {
  const [row] = await dataSource.query<[object]>(
    `SELECT (SELECT max(xmin::text::bigint) FROM file) AS read, (SELECT count(*) FROM file WHERE state = 'extracted') AS files,
       (SELECT count(*) FROM run WHERE significant IS FALSE) AS insignificant, (SELECT sum(revision) FROM config WHERE active) AS revisions`,
  );
  return JSON.stringify(row);
}

/** Memory of an anomaly in bytes. */
const bytesPerAnomaly = 1_000;

/** Results of `findAnomalies`, cached until points, runs or configs change. */
export class AnomalyCache {
  private readonly database: Database;
  private readonly results: LRUCache<string, FoundAnomalies, AnomalyCriteria>;

  constructor(database: Database, caches: MemoryCaches) {
    this.database = database;
    this.results = caches.create<FoundAnomalies, AnomalyCriteria>('anomalies', {
      sizeCalculation: ({ anomalies }, key) => 2 * key.length + (1 + anomalies.length) * bytesPerAnomaly,
      ignoreFetchAbort: true, // an eviction does not fail the requests that wait for the result
      fetchMethod: (_key, _stale, { context }) => findAnomalies(database, context),
    });
  }

  async find(criteria: AnomalyCriteria): Promise<FoundAnomalies> {
    const key = JSON.stringify([criteria, await dataVersion(this.database)]);
    const found = await this.results.fetch(key, { context: criteria });
    if (!found) throw new Error('the cache of anomalies has no result');
    return found;
  }
}
