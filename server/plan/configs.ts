import path from 'node:path';
import { findDerivedProblems } from './derived/check-derived.ts';
import type { ConfigFile, KnownMetrics } from './config-file.ts';
import { ConfigFolderError, listConfigFiles, type ListedFile, readText } from './config-folder.ts';
import { readDerived } from './derived/derived.ts';
import { FamilyError, type Loop, readLoop, variablesOf } from './family.ts';
import { readGroup } from './group.ts';
import { type Diagnostic, type Ini, type IniSection, parseIni } from './ini.ts';
import { mergeLimits, readLimitSection } from './limits/limit-section.ts';
import { derivedKeys, plotKeys } from './member.ts';
import { nearestName } from '../names/nearest.ts';
import { columnQuantityNames } from '../names/run-quantities.ts';
import type { Configs, ConfigSection, GroupSection, Limit, Problem } from './plan.ts';
import { formatProblems } from './problem.ts';
import { loopEntries, readPlot, unknownKeys } from './section.ts';

/**
 * Reads all `<Subsystem>/*.ini` files of the folders, in order of folder and name. A section with a problem is skipped and reported.
 * Throws a ConfigFolderError if a folder cannot be read or has no valid config: a plan is never empty.
 */
export async function loadConfigs(folders: readonly string[], metrics: KnownMetrics): Promise<Configs> {
  if (folders.length === 0) throw new ConfigFolderError('no config folder: set HDQM_CONFIGS');
  const loader = new ConfigLoader(metrics);
  for (const folder of folders) {
    const before = loader.found;
    for (const listed of await listConfigFiles(folder)) await loader.readFile(folder, listed);
    if (loader.found === before) {
      throw new ConfigFolderError(
        `no [plot:NAME], [derived:NAME] or [limits:NAME] section in the files of ${folder}. Check HDQM_CONFIGS.`,
      );
    }
  }
  const configs = loader.finish();
  if (configs.sections.length === 0) {
    throw new ConfigFolderError(`no valid config in ${folders.join(', ')}:\n${formatProblems(configs.problems)}`);
  }
  return configs;
}

/** Max. number of suggestions for names of `[limits:NAME]`: many unknown names have the same mistake in most cases. */
const maxSuggestions = 10;

/** Reads config files one by one, then the limits and groups of all of them. */
export class ConfigLoader {
  /** Number of sections of plots and of limits, valid or not, and of unreadable files. */
  found = 0;
  private readonly metrics: KnownMetrics;
  private sections: ConfigSection[] = [];
  private readonly groupSections: { section: IniSection; file: ConfigFile }[] = [];
  private readonly limitSections: { section: IniSection; file: ConfigFile }[] = [];
  private readonly problems: Problem[] = [];
  /** Where the expressions of derived trends are. */
  private readonly derived = new Map<ConfigSection, { readonly file: ConfigFile; readonly line: number }>();
  private readonly unreadableFiles: string[] = [];
  /** Where each config is defined: `subsystem/name` to `file:line`. */
  private readonly locations = new Map<string, string>();

  constructor(metrics: KnownMetrics) {
    this.metrics = metrics;
  }

  /** Reads a file of a config folder. */
  async readFile(folder: string, { subsystem, file }: ListedFile): Promise<void> {
    const displayPath = path.relative('', path.join(folder, file)) || file;
    const text = await readText(path.join(folder, file));
    if (typeof text !== 'string') {
      this.found += 1;
      this.unreadableFiles.push(file);
      this.problems.push({ file: displayPath, line: 0, subsystem, message: `not readable: ${text.unreadable}` });
      return;
    }
    this.addFile({ subsystem, file, displayPath }, parseIni(text));
  }

  /** Adds the sections of a parsed file. */
  addFile(named: Omit<ConfigFile, 'defaults' | 'loops' | 'quantities'>, ini: Ini): void {
    const [defaults, ...duplicates] = ini.sections.filter(isDefaults);
    const context = { ...named, defaults, quantities: this.metrics.quantities ?? columnQuantityNames };
    this.report(context, ini.diagnostics);
    for (const { line } of duplicates) {
      this.report(context, [{ line, message: 'duplicate [defaults] skipped: the file already has one' }]);
    }
    const configFile = { ...context, loops: defaults ? this.readDefaults(defaults, ini.sections, context) : [] };
    for (const section of ini.sections) {
      if (isDefaults(section)) continue;
      if (section.header.startsWith('group:')) this.groupSections.push({ section, file: configFile });
      else if (section.header.startsWith('limits:')) this.addLimits(section, configFile);
      else this.addPlot(section, configFile);
    }
  }

  /** Checks `[defaults]` and returns its loops. */
  private readDefaults(defaults: IniSection, sections: readonly IniSection[], file: ReportedFile): Loop[] {
    this.report(file, [...defaults.diagnostics, ...unknownKeys(defaults, [...plotKeys, ...derivedKeys])]);
    const used = new Set(
      sections.flatMap(({ header, entries }) =>
        [header, ...[...entries.values()].map(({ value }) => value)].flatMap(variablesOf),
      ),
    );
    return loopEntries(defaults).flatMap((entry) => {
      const { key, line } = entry;
      try {
        const loop = readLoop(entry, file.expansion);
        const unused = loop.names.find((name) => !used.has(name));
        if (unused !== undefined) {
          this.report(file, [{ line, message: `${key}: \${${unused}} is not used in the file` }]);
        }
        return loop;
      } catch (error) {
        if (!(error instanceof FamilyError)) throw error;
        this.report(file, [{ line, message: error.message }]);
        return [];
      }
    });
  }

  private addLimits(section: IniSection, file: ConfigFile): void {
    this.found += 1;
    this.limitSections.push({ section, file });
  }

  private addPlot(section: IniSection, file: ConfigFile): void {
    if (/^(plot|derived):/.test(section.header)) this.found += 1;
    const parsed = section.header.startsWith('derived:')
      ? readDerived(section, file)
      : readPlot(section, file, this.metrics);
    if ('diagnostics' in parsed) {
      this.report(file, parsed.diagnostics, parsed.names);
      return;
    }
    const duplicates = new Map<string, string[]>();
    for (const config of parsed.configs) {
      const key = `${file.subsystem}/${config.name}`;
      const earlier = this.locations.get(key);
      if (earlier === undefined) {
        this.locations.set(key, `${file.displayPath}:${config.line}`);
        if (config.computation.formula)
          this.derived.set(config, { file, line: section.entries.get('expression')?.line ?? section.line });
        this.sections.push(config);
      } else {
        duplicates.set(earlier, [...(duplicates.get(earlier) ?? []), config.name]);
      }
    }
    for (const [earlier, names] of duplicates) {
      const message = `duplicate ${plural('config', names)} ${shorten(names)} skipped: already defined in ${earlier}`;
      this.report(file, [{ line: section.line, message }], names);
    }
  }

  /** The configs of the files; limits, groups and derived trends may also name those of `others`, which have this subsystem. */
  finish(others?: OtherConfigs): Configs {
    this.skipInvalidDerived(others);
    const names = this.names(others);
    return {
      sections: this.withLimits(names),
      groups: this.readGroups(names),
      problems: this.problems,
      unreadableFiles: this.unreadableFiles,
    };
  }

  /** Skips the derived trends without one of their inputs and those derived from themselves; a section is skipped as a whole. */
  private skipInvalidDerived(others: OtherConfigs | undefined): void {
    for (const { section, message, suggestion } of findDerivedProblems(this.sections, this.names(others))) {
      const at = this.derived.get(section);
      // Another member of its section may have had a problem before.
      if (at === undefined || !this.sections.includes(section)) continue;
      const members = this.sections.filter(({ file, line }) => file === section.file && line === section.line);
      const names = members.map(({ name }) => name);
      const prefix = names.length > 1 ? `${section.name}: ` : '';
      this.report(at.file, [{ line: at.line, message: `${prefix}${message}`, suggestion }], names);
      this.sections = this.sections.filter((other) => !members.includes(other));
    }
  }

  /** The configs with the limits of the `[limits:NAME]` sections. */
  private withLimits(names: ConfigNames): ConfigSection[] {
    const limits = this.readLimits(names);
    return this.sections.map((config) => {
      const own = limits.get(`${config.subsystem}/${config.name}`)?.own;
      if (own === undefined) return config;
      const { guidance } = config;
      return { ...config, guidance: { ...guidance, limits: mergeLimits(guidance.limits, own) } };
    });
  }

  /** The limits of the `[limits:NAME]` sections by `subsystem/name`, with the `file:line` of their section. */
  private readLimits({ valid, skipped }: ConfigNames): ReadonlyMap<string, OwnLimits> {
    const limits = new Map<string, OwnLimits>();
    let suggestions = 0;
    for (const { section, file } of this.limitSections) {
      const parsed = readLimitSection(section, file);
      if ('diagnostics' in parsed) {
        this.report(file, parsed.diagnostics);
        continue;
      }
      const { subsystem, displayPath } = file;
      const { line } = section;
      const known = valid.get(subsystem) ?? new Set();
      const unknown: string[] = [];
      const duplicates = new Map<string, string[]>();
      for (const [name, own] of parsed.limits) {
        const key = `${subsystem}/${name}`;
        const earlier = limits.get(key)?.location;
        if (earlier !== undefined) duplicates.set(earlier, [...(duplicates.get(earlier) ?? []), name]);
        else if (known.has(name)) limits.set(key, { own, location: `${displayPath}:${line}` });
        else if (!skipped.get(subsystem)?.has(name)) unknown.push(name);
      }
      for (const [earlier, names] of duplicates) {
        const message = `duplicate limits of ${shorten(names)} skipped: already given in ${earlier}`;
        this.report(file, [{ line, message }]);
      }
      const [first] = unknown;
      if (first === undefined) continue;
      const suggestion = suggestions < maxSuggestions ? nearestName(first, [...known]) : undefined;
      suggestions += 1;
      const message = `no ${plural('config', unknown)} named ${shorten(unknown)} in the subsystem`;
      this.report(file, [{ line, message, suggestion }]);
    }
    return limits;
  }

  /** Names of the configs by subsystem: of the valid ones, and of those skipped for a problem. */
  private names(others = { subsystem: '', names: [] as readonly string[] }): ConfigNames {
    return {
      valid: bySubsystem([...this.sections.map(({ subsystem, name }) => ({ subsystem, names: [name] })), others]),
      skipped: bySubsystem(this.problems.map(({ subsystem, names = [] }) => ({ subsystem, names }))),
    };
  }

  private readGroups({ valid, skipped }: ConfigNames): GroupSection[] {
    const groups = new Map<string, GroupSection>();
    for (const { section, file } of this.groupSections) {
      const parsed = readGroup(section, file, {
        valid: valid.get(file.subsystem) ?? new Set(),
        skipped: skipped.get(file.subsystem) ?? new Set(),
      });
      this.report(file, parsed.diagnostics);
      for (const group of parsed.groups) {
        const key = `${group.subsystem}/${group.name}`;
        const earlier = groups.get(key);
        if (earlier === undefined) {
          groups.set(key, group);
        } else {
          const message = `duplicate group ${group.name} skipped: already defined in ${earlier.file}:${earlier.line}`;
          this.report(file, [{ line: group.line, message }]);
        }
      }
    }
    return [...groups.values()];
  }

  private report(
    { displayPath, subsystem }: ReportedFile,
    diagnostics: readonly Diagnostic[],
    names: readonly string[] = [],
  ): void {
    for (const { line, message, suggestion } of diagnostics) {
      this.problems.push({
        file: displayPath,
        line,
        subsystem,
        message,
        ...(names.length > 0 ? { names } : {}),
        ...(suggestion === undefined ? {} : { suggestion }),
      });
    }
  }
}

/** Names of configs of a subsystem. */
interface OtherConfigs {
  readonly subsystem: string;
  readonly names: readonly string[];
}

interface OwnLimits {
  readonly own: readonly Limit[];
  readonly location: string;
}
type ConfigNames = Readonly<Record<'valid' | 'skipped', ReadonlyMap<string, ReadonlySet<string>>>>;
type ReportedFile = Pick<ConfigFile, 'displayPath' | 'subsystem' | 'expansion'>;

/** `[DEFAULT]` is the name in Python's format. */
export function isDefaults({ header }: IniSection): boolean {
  return header === 'defaults' || header === 'DEFAULT';
}

const plural = (noun: string, names: readonly string[]): string => (names.length === 1 ? noun : `${noun}s`);

/** The first of several names, and how many more there are. */
function shorten([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
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
