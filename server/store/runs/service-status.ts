/** How many runs OMS and Run Registry have answered for, and the state of each run. */
import type { Database } from '../connection/database.ts';
import { Field, ObjectType } from '../entities/graphql-decorators.ts';
import { type RunService, type RunServiceName, runServices, ServiceName } from '../entities/index.ts';

/** Numbers of pending runs, by service and in all. */
@ObjectType({ description: 'Number of runs that OMS or Run Registry has not answered for.' })
export class PendingRuns {
  @Field(({ Int }) => Int, { description: 'Runs that at least one of the services has not answered for.' })
  readonly runs!: number;

  @Field(({ Int }) => Int, { description: 'Runs that OMS has not answered for.' })
  readonly oms!: number;

  @Field(({ Int }) => Int, { description: 'Runs that Run Registry has not answered for.' })
  readonly rr!: number;
}

/** Counts the pending runs. */
export async function countPending({ dataSource }: Database): Promise<PendingRuns> {
  const [row] = await dataSource.query<[PendingRuns]>(
    `WITH state AS (
       SELECT run.number,
         coalesce(o.state, 'pending') IN ('pending', 'failed') AS oms,
         coalesce(r.state, 'pending') IN ('pending', 'failed') AS rr
       FROM run LEFT JOIN run_service o ON o.run_number = run.number AND o.service = 'oms'
         LEFT JOIN run_service r ON r.run_number = run.number AND r.service = 'rr'
     )
     SELECT count(*) FILTER (WHERE oms OR rr)::int AS runs, count(*) FILTER (WHERE oms)::int AS oms, count(*) FILTER (WHERE rr)::int AS rr
     FROM state`,
  );
  return row;
}

/** A reason of pending runs. */
@ObjectType({ description: 'Why a service has not answered, and for how many runs.' })
export class ServiceReason {
  @Field(() => String, { description: 'Error of the last attempt.' })
  readonly reason!: string;

  @Field(({ Int }) => Int, { description: 'Number of runs.' })
  readonly runs!: number;
}

/** Summary of a service: its runs by state, reasons of failures, and the next attempt. */
@ObjectType({ description: 'State of OMS or Run Registry, with the number of runs by state.' })
export class Service {
  @Field(() => ServiceName, { name: 'name', description: 'Name of the service.' })
  readonly service!: RunServiceName;

  @Field(({ Int }) => Int, { description: 'Number of runs that the service knows.' })
  readonly known!: number;

  @Field(({ Int }) => Int, { description: 'Number of runs that the service does not know.' })
  readonly unknown!: number;

  @Field(({ Int }) => Int, {
    description: 'Number of runs that the service has not answered for, failed ones included.',
  })
  readonly pending!: number;

  @Field(({ Int }) => Int, { description: 'Number of pending runs with repeated failures. Queries continue.' })
  readonly failed!: number;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, { nullable: true, description: 'Time of the last query.' })
  readonly queriedAt!: Date | null;

  @Field(({ GraphQLISODateTime }) => GraphQLISODateTime, {
    nullable: true,
    description: 'Time of the next query for pending runs.',
  })
  readonly nextAttemptAt!: Date | null;

  @Field(() => [ServiceReason], { description: 'Why runs are pending, most frequent reason first.' })
  readonly reasons!: readonly ServiceReason[];
}

/** Max. number of reasons per service. */
const maxReasons = 5;

/** Summarizes the services, in the order of `runServices`. */
export async function serviceStandings({ dataSource }: Database): Promise<Service[]> {
  const rows = await dataSource.query<Service[]>(
    `WITH state AS (
       SELECT one.service, coalesce(s.state, 'pending') AS state, s.queried_at, s.next_attempt_at,
         -- the same reason for all ranges of runs
         regexp_replace(s.reason, ' query for (run|fill)s? [0-9]+( to [0-9]+)? failed: ', ': ') AS reason
       FROM run CROSS JOIN unnest($1::text[]) AS one (service)
         LEFT JOIN run_service s ON s.run_number = run.number AND s.service = one.service
     ), reasons AS (
       SELECT service, reason, count(*)::int AS runs, row_number() OVER (PARTITION BY service ORDER BY count(*) DESC, reason) AS place
       FROM state WHERE state IN ('pending', 'failed') AND reason IS NOT NULL GROUP BY service, reason
     )
     SELECT service,
       count(*) FILTER (WHERE state = 'known')::int AS known,
       count(*) FILTER (WHERE state = 'unknown')::int AS unknown,
       count(*) FILTER (WHERE state IN ('pending', 'failed'))::int AS pending,
       count(*) FILTER (WHERE state = 'failed')::int AS failed,
       max(queried_at) AS "queriedAt",
       min(next_attempt_at) FILTER (WHERE state IN ('pending', 'failed')) AS "nextAttemptAt",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'runs', r.runs) ORDER BY r.place), '[]')
        FROM reasons r WHERE r.service = state.service AND r.place <= $2) AS reasons
     FROM state GROUP BY service`,
    [runServices, maxReasons],
  );
  const nothing = { known: 0, unknown: 0, pending: 0, failed: 0, queriedAt: null, nextAttemptAt: null, reasons: [] };
  return runServices.map((service) => rows.find((row) => row.service === service) ?? { service, ...nothing });
}

/** States of runs at the services, in the order of `runServices`; a run that was never queried is pending. */
export async function serviceStates(
  { dataSource }: Database,
  runs: readonly number[],
): Promise<
  Map<number, Pick<RunService, 'service' | 'state' | 'reason' | 'attempts' | 'nextAttemptAt' | 'queriedAt'>[]>
> {
  const rows = await dataSource.query<RunService[]>(
    `SELECT run_number AS "runNumber", service, state, reason, attempts, next_attempt_at AS "nextAttemptAt", queried_at AS "queriedAt"
     FROM run_service WHERE run_number = ANY ($1)`,
    [runs],
  );
  const never = { state: 'pending', reason: null, attempts: 0, nextAttemptAt: null, queriedAt: null } as const;
  return new Map(
    runs.map((run) => [
      run,
      runServices.map(
        (service) => rows.find((row) => row.runNumber === run && row.service === service) ?? { service, ...never },
      ),
    ]),
  );
}
