import 'reflect-metadata';
import { createPubSub } from '@graphql-yoga/subscription';
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import * as typeGraphql from 'type-graphql';
import { showEntities } from '../store/entities/shown.ts';
import { ChoiceResolver } from './choice.ts';
import { ConfigResolver, DisplayGroupResolver } from './config.ts';
import { DatasetRunsResolver } from './dataset-runs.ts';
import { DatasetResolver, SubsystemResolver } from './dataset.ts';
import { FileResolver } from './file.ts';
import { MetricResolver } from './metric.ts';
import { MonitorElementResolver } from './monitor-element.ts';
import { ChangeResolver } from './change.ts';
import { RunResolver } from './run.ts';
import { ScanResolver } from './scan.ts';
import { ScheduleResolver } from './schedule.ts';
import { ServiceResolver } from './service.ts';
import { StatusResolver } from './status.ts';
import { PointResolver, TrendResolver } from './trend.ts';
import { ViewerResolver } from './viewer.ts';

/** The API: all object types and resolvers. */
export function makeSchema(): Promise<GraphQLSchema> {
  showEntities({ ...typeGraphql, GraphQLJSONObject });
  return typeGraphql.buildSchema({
    resolvers: [
      ChangeResolver,
      ChoiceResolver,
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
    pubSub: createPubSub(), // asked for by type-graphql; our subscriptions bring their own streams
  });
}

/** The API as text, as `schema.graphql` has it. */
export async function printApi(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await makeSchema()))}\n`;
}
