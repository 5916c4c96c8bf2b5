import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Scan } from '../../../../store/entities/index.ts';
import { isScanRunning, lastScans } from '../../../../store/scans.ts';
import { readStatus } from '../../../../store/status.ts';
import { pointsCosts } from '../../query-cost.ts';
import type { Context } from '../../context.ts';

@ObjectType({ description: 'The installation, and the content of its database.' })
export class Status {
  @Field(() => String, { description: 'Version of HDQM.' })
  version!: string;

  @Field(() => Boolean, { description: 'Whether the sample data that come with HDQM are served.' })
  sample!: boolean;

  @Field(() => String, { description: 'Root of the tree of DQM files.' })
  eosRoot!: string;

  @Field(() => String, { description: 'Version and address of the database.' })
  database!: string;

  @Field(() => Boolean, {
    description: 'Whether operator actions are allowed.',
    deprecationReason: 'Use viewer.canOperate.',
  })
  mayChange!: boolean;

  @Field(() => Boolean, { description: 'Whether a scan is running, in any process.' })
  scanning!: boolean;

  @Field(() => Int, { description: 'Number of extracted files.' })
  filesExtracted!: number;

  @Field(() => Int, { description: 'Number of failed files.' })
  filesFailed!: number;

  @Field(() => Int, { description: 'Number of superseded files.' })
  filesSuperseded!: number;

  @Field(() => Int, { description: 'Number of runs.' })
  runs!: number;

  @Field(() => Int, { description: 'Number of datasets.' })
  datasets!: number;

  @Field(() => Int, { description: 'Number of active configs.' })
  configs!: number;

  @Field(() => Int, { description: 'Number of configs whose section has a problem.' })
  configProblems!: number;

  @Field(() => Int, { description: 'Number of points, failures included: exact below 200,000, an estimate above.' })
  points!: number;

  @Field(() => Scan, { nullable: true, description: 'The last scan.' })
  lastScan!: Scan | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Time of the data: the start of the last scan that finished; null before the first.',
  })
  scannedAt!: Date | null;
}

@Resolver(() => Status)
export class StatusResolver {
  @Query(() => Status, {
    description: 'The installation, and the content of its database.',
    complexity: ({ childComplexity }) => pointsCosts.count + childComplexity,
  })
  async status(@Ctx() { database, installation, operateDenial }: Context): Promise<Status> {
    const [{ counts, lastScan }, { finished }, scanning] = await Promise.all([
      readStatus(database),
      lastScans(database),
      isScanRunning(database),
    ]);
    return {
      version: installation.version,
      sample: installation.sample,
      eosRoot: installation.sample ? 'the sample' : installation.eosRoot,
      database: database.label,
      mayChange: operateDenial === undefined,
      scanning,
      ...counts,
      lastScan,
      scannedAt: finished ?? null,
    };
  }
}
