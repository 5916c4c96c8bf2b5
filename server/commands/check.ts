import path from 'node:path';
import type { ExitStatus } from '../cli.ts';
import { loadConfigs } from '../plan/configs.ts';
import { formatProblems } from '../plan/problem.ts';
import { checkPluginTypes } from '../plugin-types.ts';
import { loadPlugins } from '../plugins.ts';
import type { Settings } from '../settings.ts';

/** `hdqm check`: every problem of metrics and configs, by file and line; status 1 if there is any. */
export async function check(settings: Settings, folders: readonly string[]): Promise<ExitStatus> {
  const plugins = await loadPlugins(settings.HDQM_METRICS);
  const mistyped = await checkPluginTypes(settings.HDQM_METRICS);
  const chosen = folders.length > 0 ? folders.map((folder) => path.resolve(folder)) : settings.HDQM_CONFIGS;
  const { sections, groups, problems } = await loadConfigs(chosen, plugins);
  const all = [...plugins.problems, ...mistyped, ...problems];
  const subsystems = new Set(sections.map(({ subsystem }) => subsystem)).size;
  const counted = `${sections.length} configs in ${subsystems} subsystems, ${groups.length} groups, ${plugins.metrics.size} metrics`;
  const found = formatProblems(all);
  process.stdout.write(found === '' ? `${counted}: no problems.\n` : `${found}\n${counted} are sound.\n`);
  return all.length === 0 ? 0 : 1;
}
