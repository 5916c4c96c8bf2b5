/** The stand-in of the services for tests: with recorded answers, and with whatever goes wrong. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openHttpAgent } from '../../../server/storage/http-agent.ts';
import { Oms } from '../../../server/enrich/oms.ts';
import { RunRegistry } from '../../../server/enrich/run-registry.ts';
import {
  type Misbehavior,
  readAnswers,
  type StandIn,
  type StandInAnswers,
  startStandIn,
} from '../../../server/enrich/stand-in.ts';
import { Tokens } from '../../../server/enrich/tokens.ts';
import { projectRoot } from '../../../server/app/settings.ts';

export const secret = 'geheim-und-sicher';

/** What Run Registry really answered for two runs. */
export const recorded = ['355555', '355556'].map(
  (run) =>
    JSON.parse(readFileSync(path.join(import.meta.dirname, 'answers', `${run}.json`), 'utf8')) as {
      run_number: number;
      oms_attributes: Record<string, unknown>;
    },
);

/** The sample's runs, and the two recorded ones: OMS's attributes as Run Registry holds them. */
export function answers(): StandInAnswers {
  const { runs, fills, registry } = readAnswers(path.join(projectRoot, 'test/sample/services'));
  return {
    runs: [...runs, ...recorded.map(({ oms_attributes: attributes }) => ({ attributes }))],
    fills,
    registry: [...registry, ...recorded],
  };
}

export interface Stood {
  readonly standIn: StandIn;
  readonly oms: Oms;
  readonly registry: RunRegistry;
  readonly tokens: Tokens;
}

/** Starts the stand-in for one test, and clients of it that ask for tokens. */
export async function stand(
  options: {
    readonly answers?: () => StandInAnswers;
    readonly misbehave?: Misbehavior;
    readonly now?: () => number;
    readonly patienceMs?: number;
    readonly restMs?: number;
  } = {},
): Promise<Stood> {
  const standIn = await startStandIn(options.answers ?? answers, options.misbehave);
  const connections = openHttpAgent(undefined, { milliseconds: options.patienceMs ?? 10_000 });
  const tokens = new Tokens({
    url: standIn.tokenUrl,
    clientId: 'hdqm',
    clientSecret: secret,
    connections,
    ...(options.now ? { now: options.now } : {}),
  });
  const common = { tokens, connections, ...(options.restMs === undefined ? {} : { restMs: options.restMs }) };
  const oms = new Oms({ url: standIn.omsUrl, audience: 'oms', ...common });
  const registry = new RunRegistry({ url: standIn.rrUrl, audience: 'rr', ...common });
  onTestFinished(async () => {
    oms.service.close();
    registry.service.close();
    await connections.destroy();
    await standIn.close();
  });
  return { standIn, oms, registry, tokens };
}

/** A range that asks for all of its runs. */
export function range(from: number, to = from) {
  return { from, to, runs: Array.from({ length: to - from + 1 }, (_, index) => from + index) };
}
