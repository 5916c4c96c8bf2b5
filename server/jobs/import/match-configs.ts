import type { InputName } from '../../../metrics/metric.ts';
import { ExpressionError, parseExpression } from '../../plan/expression.ts';
import type { Expression, Paths } from '../../plan/plan.ts';
import { otherMetrics } from './differences.ts';
import type { Reason } from './reasons.ts';

/** A config of HDQM whose points may be imported. */
export interface TargetConfig {
  readonly id: number;
  readonly subsystem: string;
  readonly name: string;
  readonly metric: string;
  readonly paths: Paths;
  readonly referenceRun: number | null;
}

/** A config as CentralHDQM's database has it; its texts are not valid in any sense. */
export interface SourceConfig {
  readonly subsystem: string;
  readonly name: string;
  readonly metric: string;
  readonly paths: Readonly<Record<InputName, string | null>>;
}

/** The config of ours that a config of CentralHDQM is, or why its points cannot be imported. */
export type Match =
  { readonly configId: number; readonly metric: string } | { readonly reason: Reason; readonly detail?: string };

/** Finds the configs of HDQM by the configs of CentralHDQM. */
export class ConfigMatcher {
  private readonly targets: ReadonlyMap<string, TargetConfig>;

  constructor(targets: readonly TargetConfig[]) {
    this.targets = new Map(targets.map((config) => [keyOf(config), config]));
  }

  /** The config of the same subsystem and name, if it computes the same from the same MEs. */
  match(source: SourceConfig): Match {
    const target = this.targets.get(keyOf(source));
    if (!target) return { reason: 'unknownPlot' };
    let theirs: Expression;
    try {
      theirs = parseExpression(source.metric);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return { reason: 'badMetric', detail: error.message };
    }
    if (JSON.stringify(theirs) !== JSON.stringify(parseExpression(target.metric)))
      return { reason: 'otherMetric', detail: `${source.metric}, ours is ${target.metric}` };
    const metric = `${theirs.module}.${theirs.name}`;
    const difference = otherMetrics.get(metric);
    if (difference !== undefined) return { reason: 'correctedMetric', detail: `${metric}: CentralHDQM ${difference}` };
    const other = otherPath(source.paths, target);
    return other === undefined ? { configId: target.id, metric } : { reason: 'otherPath', detail: other };
  }
}

function keyOf({ subsystem, name }: Pick<SourceConfig, 'subsystem' | 'name'>): string {
  return JSON.stringify([subsystem, name]);
}

/** The path of an input that CentralHDQM reads and we do not, or the other way round; undefined if there is none. */
function otherPath(theirs: SourceConfig['paths'], { paths, referenceRun }: TargetConfig): string | undefined {
  if (referenceRun !== null) return `ours compares with run ${referenceRun}`;
  for (const input of ['main', 'histo1', 'histo2', 'reference'] as const) {
    const read = (theirs[input] ?? '').split('\n').map((path) => path.trim().replace(/^\/+/, ''));
    const their = read.filter((path) => path !== '');
    const ours = paths[input] ?? [];
    if (their.length === 0 ? ours.length === 0 : their.every((path) => ours.includes(path))) continue;
    return `${input}: ${their.join(', ') || 'none'}, ours is ${ours.join(', ') || 'none'}`;
  }
  return undefined;
}
