import path from 'node:path';
import { loadConfigs } from '../../plan/configs.ts';
import { count, formatProblems } from '../../plan/problem.ts';
import { compareWithDatabase } from './database-check.ts';
import { type PluginTests, runPluginTests } from '../../plugins/run-tests.ts';
import { checkPluginTypes } from '../../plugins/check-types.ts';
import { loadPlugins } from '../../plugins/plugins.ts';
import { readDatasetChains } from '../../app/rules/dataset-chains.ts';
import { readFlagColumns } from '../../app/rules/flag-columns.ts';
import { readQuantities } from '../../app/rules/quantities.ts';
import { readReferenceRuns } from '../../app/rules/reference-runs.ts';
import { readRunLabels } from '../../app/rules/run-labels.ts';
import { readSignificanceRules } from '../../app/rules/significance.ts';
import type { Settings } from '../../app/settings.ts';
import { readReceivers } from '../../notify/receivers.ts';
import type { ExitStatus } from '../terminal/exit-status.ts';

/**
 * `hdqm check`: prints the problems of metrics, configs, rules and receivers, and the MEs and members of chains that no file has; with `test` also runs the tests of HDQM_METRICS.
 * Status 1 for any problem. What no file has is none: later files may.
 */
export async function check(
  settings: Settings,
  folders: readonly string[],
  { test = false }: { readonly test?: boolean } = {},
): Promise<ExitStatus> {
  const plugins = await loadPlugins(settings.HDQM_METRICS);
  const typeProblems = await checkPluginTypes(settings.HDQM_METRICS);
  const chosen = folders.length > 0 ? folders.map((folder) => path.resolve(folder)) : settings.HDQM_CONFIGS;
  const quantities = await readQuantities(chosen);
  const { sections, groups, problems } = await loadConfigs(chosen, {
    ...plugins,
    quantities: quantities.names,
  });
  const subsystems = [...new Set(sections.map(({ subsystem }) => subsystem))];
  const { receivers, problems: receiverProblems } = await readReceivers(
    { ...settings, HDQM_CONFIGS: chosen },
    { subsystems },
  );
  const flags = await readFlagColumns(chosen, subsystems);
  const significance = await readSignificanceRules(chosen);
  const references = await readReferenceRuns(chosen, subsystems);
  const chains = await readDatasetChains(chosen);
  const ofDatabase = await compareWithDatabase(settings, sections, chains.chains);
  const rules = [flags, significance, quantities, references, chains, ofDatabase, await readRunLabels(chosen)];
  const ruleProblems = [...rules.flatMap(({ problems }) => problems), ...receiverProblems];
  const all = [...plugins.problems, ...typeProblems, ...problems, ...ruleProblems];
  const valid = new Set(sections.map(({ file, line }) => `${file}:${line}`)).size;
  const counts = [
    `${count(valid, 'section')} (${count(sections.length, 'config')}) in ${count(subsystems.length, 'subsystem')}`,
    count(groups.length, 'group'),
    count(plugins.metrics.size, 'metric'),
    ...(chains.chains.length > 0 ? [count(chains.chains.length, 'dataset chain')] : []),
    ...(receivers.length > 0 ? [count(receivers.length, 'receiver')] : []),
  ].join(', ');
  const found = formatProblems(all);
  process.stdout.write(found === '' ? `${counts}: no problems.\n` : `${found}\n${counts} without problems.\n`);
  process.stdout.write(ofDatabase.warnings);
  const tests = test ? await runPluginTests(settings.HDQM_METRICS) : undefined;
  if (tests) process.stdout.write(describeTests(tests));
  return all.length === 0 && tests?.passed !== false ? 0 : 1;
}

function describeTests({ files, passed, output }: PluginTests): string {
  if (files === 0) return 'No tests of metrics found (files *.test.ts next to the metrics).\n';
  return passed
    ? `Tests of metrics: ${files === 1 ? '1 file' : `${files} files`}, all passed.\n`
    : `${output}\nTests of metrics failed.\n`;
}
