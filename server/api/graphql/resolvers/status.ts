import { Ctx, Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Scan } from '../../../store/entities/index.ts';
import { isScanRunning } from '../../../store/scans.ts';
import { readStatus } from '../../../store/status.ts';
import type { Context } from '../context.ts';

@ObjectType({ description: 'What the installation is and what its database holds.' })
export class Status {
  @Field(() => String, { description: 'Version of HDQM.' })
  version!: string;

  @Field(() => Boolean, { description: 'Whether the sample data that come with HDQM are shown.' })
  sample!: boolean;

  @Field(() => String, { description: 'Where the DQM files are.' })
  eosRoot!: string;

  @Field(() => String, { description: 'The database.' })
  database!: string;

  @Field(() => Boolean, {
    description: 'Whether you have operator permission.',
    deprecationReason: 'Use viewer.canOperate.',
  })
  mayChange!: boolean;

  @Field(() => Boolean, { description: 'Whether a scan runs, in whichever process.' })
  scanning!: boolean;

  @Field(() => Int, { description: 'Files that were read.' })
  filesExtracted!: number;

  @Field(() => Int, { description: 'Files that could not be read.' })
  filesFailed!: number;

  @Field(() => Int, { description: 'Files that gave way to better ones.' })
  filesSuperseded!: number;

  @Field(() => Int, { description: 'Runs.' })
  runs!: number;

  @Field(() => Int, { description: 'Datasets.' })
  datasets!: number;

  @Field(() => Int, { description: 'Active configs.' })
  configs!: number;

  @Field(() => Int, { description: 'Configs whose section has a problem.' })
  configProblems!: number;

  @Field(() => Int, { description: 'Points, failures included.' })
  points!: number;

  @Field(() => Scan, { nullable: true, description: 'The last scan.' })
  lastScan!: Scan | null;
}

@Resolver(() => Status)
export class StatusResolver {
  @Query(() => Status, { description: 'What the installation is and what its database holds.' })
  async status(@Ctx() { database, installation, mayNotChange }: Context): Promise<Status> {
    const [{ counts, lastScan }, scanning] = await Promise.all([readStatus(database), isScanRunning(database)]);
    return {
      version: installation.version,
      sample: installation.sample,
      eosRoot: installation.sample ? 'the sample' : installation.eosRoot,
      database: database.label,
      mayChange: mayNotChange === undefined,
      scanning,
      filesExtracted: counts.extracted,
      filesFailed: counts.failed,
      filesSuperseded: counts.superseded,
      runs: counts.runs,
      datasets: counts.datasets,
      configs: counts.configs,
      configProblems: counts.problems,
      points: counts.points,
      lastScan,
    };
  }
}
