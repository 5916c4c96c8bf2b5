import path from 'node:path';
import { plotKeys } from './config.ts';
import type { ConfigFile, KnownMetrics } from './config-file.ts';
import { FamilyError, type Loop, readLoop, variablesOf } from './family.ts';
import { ConfigFolderError, listConfigFiles, type ListedFile, readText } from './config-folder.ts';
import { readGroup } from './group.ts';
import { type IniSection, parseIni } from './ini.ts';
import type { Configs, ConfigSection, GroupSection, Problem } from './plan.ts';
import { formatProblems, type Wrong } from './problem.ts';
import { loopEntries, readPlot, unknownKeys } from './section.ts';

/**
 * Reads all `<Subsystem>/*.ini` of the folders, in order of folder and name. What is wrong in a section is a problem and costs only that
 * section. Throws a ConfigFolderError where a folder cannot be read or has no config: an empty plan is never a plan.
 */
export async function loadConfigs(folders: readonly string[], metrics: KnownMetrics): Promise<Configs> {
  if (folders.length === 0) throw new ConfigFolderError('no folder of configs is given: set HDQM_CONFIGS');
  const loading = new Loading(metrics);
  for (const folder of folders) {
    const before = loading.found;
    for (const listed of await listConfigFiles(folder)) await loading.readFile(folder, listed);
    if (loading.found === before) {
      throw new ConfigFolderError(`no file of ${folder} has a [plot:NAME]: is HDQM_CONFIGS right?`);
    }
  }
  const configs = loading.finish();
  if (configs.sections.length === 0) {
    throw new ConfigFolderError(`no config of ${folders.join(', ')} can be used:\n${formatProblems(configs.problems)}`);
  }
  return configs;
}

class Loading {
  /** Plots seen, be they sound or not, and files that could not be read. */
  found = 0;
  private readonly metrics: KnownMetrics;
  private readonly sections: ConfigSection[] = [];
  private readonly groupSections: { section: IniSection; file: ConfigFile }[] = [];
  private readonly problems: Problem[] = [];
  private readonly unreadableFiles: string[] = [];
  /** Where each config is from: `subsystem/name` to `file:line`. */
  private readonly places = new Map<string, string>();

  constructor(metrics: KnownMetrics) {
    this.metrics = metrics;
  }

  async readFile(folder: string, { subsystem, file }: ListedFile): Promise<void> {
    const place = path.relative('', path.join(folder, file)) || file;
    const text = await readText(path.join(folder, file));
    if (typeof text !== 'string') {
      this.found += 1;
      this.unreadableFiles.push(file);
      this.problems.push({ file: place, line: 0, subsystem, message: `it cannot be read: ${text.unreadable}` });
      return;
    }
    const ini = parseIni(text);
    const [defaults, ...more] = ini.sections.filter(isDefaults);
    const inFile = { subsystem, file, place, defaults };
    this.complain(inFile, ini.faults);
    this.complain(
      inFile,
      more.map(({ line }) => ({ line, message: 'the file has [defaults] already: this one is left out' })),
    );
    const configFile = { ...inFile, loops: defaults ? this.readDefaults(defaults, ini.sections, inFile) : [] };
    for (const section of ini.sections) {
      if (isDefaults(section)) continue;
      if (section.header.startsWith('group:')) this.groupSections.push({ section, file: configFile });
      else this.addPlot(section, configFile);
    }
  }

  /** Checks `[defaults]` and gives its variables. */
  private readDefaults(defaults: IniSection, sections: readonly IniSection[], file: Place): Loop[] {
    this.complain(file, [...defaults.faults, ...unknownKeys(defaults, plotKeys)]);
    const used = new Set(
      sections.flatMap(({ header, entries }) =>
        [header, ...[...entries.values()].map(({ value }) => value)].flatMap(variablesOf),
      ),
    );
    return loopEntries(defaults).flatMap((entry) => {
      try {
        const loop = readLoop(entry);
        const unused = loop.names.find((name) => !used.has(name));
        if (unused !== undefined) {
          this.complain(file, [
            { line: entry.line, message: `${entry.key}: \${${unused}} stands nowhere in the file` },
          ]);
        }
        return loop;
      } catch (error) {
        if (!(error instanceof FamilyError)) throw error;
        this.complain(file, [{ line: entry.line, message: error.message }]);
        return [];
      }
    });
  }

  private addPlot(section: IniSection, file: ConfigFile): void {
    if (section.header.startsWith('plot:')) this.found += 1;
    const read = readPlot(section, file, this.metrics);
    if ('wrong' in read) {
      this.complain(file, read.wrong, read.names);
      return;
    }
    const twice = new Map<string, string[]>();
    for (const config of read.configs) {
      const key = `${file.subsystem}/${config.name}`;
      const earlier = this.places.get(key);
      if (earlier === undefined) {
        this.places.set(key, `${file.place}:${config.line}`);
        this.sections.push(config);
      } else {
        twice.set(earlier, [...(twice.get(earlier) ?? []), config.name]);
      }
    }
    for (const [earlier, names] of twice) {
      const [first = '', ...others] = names;
      const message =
        others.length === 0
          ? `${first} is there already (${earlier}): this one is left out`
          : `${first} and ${others.length} more are there already (${earlier}): these are left out`;
      this.complain(file, [{ line: section.line, message }], names);
    }
  }

  finish(): Configs {
    return {
      sections: this.sections,
      groups: this.readGroups(),
      problems: this.problems,
      unreadableFiles: this.unreadableFiles,
    };
  }

  private readGroups(): GroupSection[] {
    const configs = bySubsystem(this.sections.map(({ subsystem, name }) => ({ subsystem, names: [name] })));
    const leftOut = bySubsystem(this.problems.map(({ subsystem, names = [] }) => ({ subsystem, names })));
    const groups = new Map<string, GroupSection>();
    for (const { section, file } of this.groupSections) {
      const nameable = {
        configs: configs.get(file.subsystem) ?? new Set(),
        leftOut: leftOut.get(file.subsystem) ?? new Set(),
      };
      const read = readGroup(section, file, nameable);
      this.complain(file, read.wrong);
      for (const group of read.groups) {
        const key = `${group.subsystem}/${group.name}`;
        const earlier = groups.get(key);
        if (earlier === undefined) {
          groups.set(key, group);
        } else {
          const message = `the group ${group.name} is there already (${earlier.file}:${earlier.line}): this one is left out`;
          this.complain(file, [{ line: group.line, message }]);
        }
      }
    }
    return [...groups.values()];
  }

  private complain({ place, subsystem }: Place, wrong: readonly Wrong[], names: readonly string[] = []): void {
    for (const { line, message, suggestion } of wrong) {
      this.problems.push({
        file: place,
        line,
        subsystem,
        message,
        ...(names.length > 0 ? { names } : {}),
        ...(suggestion === undefined ? {} : { suggestion }),
      });
    }
  }
}

type Place = Pick<ConfigFile, 'place' | 'subsystem'>;

/** Ours; `[DEFAULT]` is what Python calls it. */
function isDefaults({ header }: IniSection): boolean {
  return header === 'defaults' || header === 'DEFAULT';
}

function bySubsystem(
  named: readonly { readonly subsystem: string; readonly names: readonly string[] }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const sets = new Map<string, Set<string>>();
  for (const { subsystem, names } of named) {
    const set = sets.get(subsystem) ?? new Set();
    for (const name of names) set.add(name);
    sets.set(subsystem, set);
  }
  return sets;
}
