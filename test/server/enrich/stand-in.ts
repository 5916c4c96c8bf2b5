/** The stand-in of the services for tests, with recorded answers and simulated failures. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openHttpAgent } from '../../../server/storage/http-agent.ts';
import { Oms } from '../../../server/enrich/oms.ts';
import { RunRegistry } from '../../../server/enrich/run-registry.ts';
import {
  type RequestOverride,
  readAnswers,
  type StandIn,
  type StandInAnswers,
  startStandIn,
} from '../../../server/enrich/stand-in.ts';
import { Tokens } from '../../../server/enrich/tokens.ts';
import { projectRoot } from '../../../server/app/project.ts';

export const secret = 'geheim-und-sicher';

/** Recorded answers of Run Registry for two runs. */
export const recorded = ['355555', '355556'].map(
  (run) =>
    JSON.parse(readFileSync(path.join(import.meta.dirname, 'answers', `${run}.json`), 'utf8')) as {
      run_number: number;
      oms_attributes: Record<string, unknown>;
    },
);

/** The sample's runs and the two recorded ones, with Run Registry's copy of the OMS attributes. */
export function answers(): StandInAnswers {
  const { runs, fills, registry } = readAnswers(path.join(projectRoot, 'test/sample/stand-in'));
  return {
    runs: [...runs, ...recorded.map(({ oms_attributes: attributes }) => ({ attributes }))],
    fills,
    registry: [...registry, ...recorded],
  };
}

export interface TestServices {
  readonly standIn: StandIn;
  readonly oms: Oms;
  readonly registry: RunRegistry;
  readonly tokens: Tokens;
}

/** Starts the stand-in for one test, and clients of it with tokens. */
export async function stand(
  options: {
    readonly answers?: () => StandInAnswers;
    readonly override?: RequestOverride;
    readonly now?: () => number;
    readonly timeoutMs?: number;
    readonly coolDownMs?: number;
    readonly datasets?: readonly string[];
  } = {},
): Promise<TestServices> {
  const standIn = await startStandIn(options.answers ?? answers, options.override);
  const agent = openHttpAgent({ timeoutMs: options.timeoutMs ?? 10_000 });
  const tokens = new Tokens({
    url: standIn.tokenUrl,
    clientId: 'hdqm',
    clientSecret: secret,
    agent,
    ...(options.now ? { now: options.now } : {}),
  });
  const common = { tokens, agent, ...(options.coolDownMs === undefined ? {} : { coolDownMs: options.coolDownMs }) };
  const oms = new Oms({ url: standIn.omsUrl, audience: 'oms', ...common });
  const registry = new RunRegistry({
    url: standIn.rrUrl,
    audience: 'rr',
    ...common,
    ...(options.datasets ? { datasets: options.datasets } : {}),
  });
  onTestFinished(async () => {
    await agent.destroy();
    await standIn.close();
  });
  return { standIn, oms, registry, tokens };
}

/** A range with all of its runs wanted. */
export function range(from: number, to = from) {
  return { from, to, runs: Array.from({ length: to - from + 1 }, (_, index) => from + index) };
}
