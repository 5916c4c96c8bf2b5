import path from 'node:path';
import type { ExitStatus } from '../cli.ts';
import { loadConfigs } from '../plan/configs.ts';
import { loadPlugins } from '../plugins.ts';
import type { Settings } from '../settings.ts';

/** `hdqm check`: every problem of metrics and configs, by file and line; status 1 if there is any. */
export async function check(settings: Settings, folders: readonly string[]): Promise<ExitStatus> {
  const plugins = await loadPlugins(settings.HDQM_METRICS);
  const chosen = folders.length > 0 ? folders.map((folder) => path.resolve(folder)) : settings.HDQM_CONFIGS;
  const { sections, groups, problems } = await loadConfigs(chosen, plugins);
  const all = [...plugins.problems.map((problem) => ({ ...problem, suggestion: undefined })), ...problems];
  const lines = all.map(({ file, line, message, suggestion }) => {
    const place = line > 0 ? `${file}:${line}` : file;
    return `${place}: ${message}${suggestion === undefined ? '' : `; is ${suggestion} meant?`}`;
  });
  const subsystems = new Set(sections.map(({ subsystem }) => subsystem)).size;
  const counted = `${sections.length} configs in ${subsystems} subsystems, ${groups.length} groups, ${plugins.metrics.size} metrics`;
  const verdict = all.length === 0 ? 'no problems' : `${all.length} ${all.length === 1 ? 'problem' : 'problems'}`;
  process.stdout.write(`${[...lines, `${counted}: ${verdict}.`].join('\n')}\n`);
  return all.length === 0 ? 0 : 1;
}
