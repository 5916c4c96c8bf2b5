/** The metrics that configs may use, for checks as a user types: loading them reads all their files. */
import { loadPlugins, type Plugins } from '../../plugins/plugins.ts';

/** How long metrics are used before a change of their files is seen. */
const maxAgeMs = 10_000;

let loaded: { readonly key: string; readonly until: number; readonly plugins: Promise<Plugins> } | undefined;

/** The metrics of HDQM and of the folders, as they were a few seconds ago at most. Throws a PluginFolderError. */
export function knownMetrics(folders: readonly string[]): Promise<Plugins> {
  const key = folders.join('\0');
  const now = Date.now();
  if (!loaded || loaded.key !== key || loaded.until < now) {
    const plugins = loadPlugins(folders);
    loaded = { key, until: now + maxAgeMs, plugins };
    plugins.catch(() => (loaded = undefined)); // reported to those that wait
  }
  return loaded.plugins;
}
