import 'reflect-metadata';
import { createPubSub } from '@graphql-yoga/subscription';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import * as typeGraphql from 'type-graphql';
import { showEntities } from '../../store/entities/graphql-decorators.ts';
import { addDeprecatedNames } from './deprecated-names.ts';
import { DefaultViewResolver } from './resolvers/default-view.ts';
import { ConfigResolver, DisplayGroupResolver } from './resolvers/config.ts';
import { DatasetRunsResolver } from './resolvers/dataset-runs.ts';
import { DatasetResolver, SubsystemResolver } from './resolvers/dataset.ts';
import { FileResolver } from './resolvers/file.ts';
import { MetricResolver } from './resolvers/metric.ts';
import { MonitorElementResolver } from './resolvers/monitor-element.ts';
import { AnomalyResolver } from './resolvers/anomaly.ts';
import { RunResolver } from './resolvers/run.ts';
import { ScanResolver } from './resolvers/scan.ts';
import { ScheduleResolver } from './resolvers/schedule.ts';
import { ServiceResolver } from './resolvers/service.ts';
import { StatusResolver } from './resolvers/status.ts';
import { PointResolver, TrendResolver } from './resolvers/trend.ts';
import { ViewerResolver } from './resolvers/viewer.ts';

/** Builds the schema of the API. */
export async function makeSchema(): Promise<GraphQLSchema> {
  showEntities({ ...typeGraphql, GraphQLJSONObject });
  const schema = await typeGraphql.buildSchema({
    resolvers: [
      AnomalyResolver,
      DefaultViewResolver,
      ConfigResolver,
      DatasetResolver,
      DatasetRunsResolver,
      DisplayGroupResolver,
      FileResolver,
      MetricResolver,
      MonitorElementResolver,
      PointResolver,
      RunResolver,
      ScanResolver,
      ScheduleResolver,
      ServiceResolver,
      StatusResolver,
      SubsystemResolver,
      TrendResolver,
      ViewerResolver,
    ],
    validate: false,
    pubSub: createPubSub(), // required by type-graphql; our subscriptions bring their own streams
  });
  addDeprecatedNames(schema);
  return schema;
}

/** The schema in the schema definition language: the content of `schema.graphql`. */
export async function printApi(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await makeSchema()))}\n`;
}
