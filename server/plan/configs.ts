import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Metric } from '../../metrics/metric.ts';
import { readGroups } from './group.ts';
import { type IniSection, parseIni } from './ini.ts';
import type { Configs, ConfigSection, GroupSection, Problem } from './plan.ts';
import { defaultKeys, readSections } from './section.ts';

/** Order of names as people sort them: `t0_run3.ini` before `t0.ini`, the same on every machine. */
const byName = new Intl.Collator('en').compare;

/** The configs cannot be read at all: nothing is concluded from them. */
export class ConfigFolderError extends Error {
  override name = 'ConfigFolderError';
}

/** The metrics that configs may name, `module.Name`. */
export interface KnownMetrics {
  readonly metrics: ReadonlyMap<string, { readonly metric: Metric }>;
}

/** A config file while it is read. */
export interface ConfigFile {
  readonly subsystem: string;
  /** `Subsystem/name.ini`: what the database and the client show. */
  readonly file: string;
  /** For messages: as one would open it from here. */
  readonly place: string;
  /** What its `[defaults]` say. */
  readonly defaults: IniSection | undefined;
}

/**
 * Reads all `<Subsystem>/*.ini` of the folders, in order of folder and name. What is wrong in a section is a problem and costs only that
 * section. Throws a ConfigFolderError where a folder cannot be read or has no config: an empty plan is never a plan.
 */
export async function loadConfigs(folders: readonly string[], known: KnownMetrics): Promise<Configs> {
  const sections: ConfigSection[] = [];
  const problems: Problem[] = [];
  const unreadableFiles: string[] = [];
  const groupSections: { file: ConfigFile; section: IniSection }[] = [];
  const first = new Map<string, string>();
  for (const folder of folders) {
    for (const { subsystem, file } of await listFiles(folder)) {
      const place = path.relative('', path.join(folder, file)) || file;
      const complain = (line: number, message: string, more: Partial<Problem> = {}): void => {
        problems.push({ file: place, line, subsystem, message, ...more });
      };
      const text = await readText(path.join(folder, file)).catch((error: unknown) => {
        complain(0, (error as Error).message);
        unreadableFiles.push(file);
      });
      if (text === undefined) continue;
      const ini = parseIni(text);
      for (const { line, message } of ini.faults) complain(line, message);
      const defaults = ini.sections.find(({ header }) => header === 'defaults');
      const configFile: ConfigFile = { subsystem, file, place, defaults };
      for (const section of ini.sections) {
        if (section === defaults) {
          checkDefaults(section, complain);
        } else if (section.header.startsWith('group:')) {
          groupSections.push({ file: configFile, section });
        } else {
          for (const config of readSections(section, configFile, known, complain)) {
            const key = `${subsystem}/${config.name}`;
            const earlier = first.get(key);
            if (earlier === undefined) {
              first.set(key, `${place}:${config.line}`);
              sections.push(config);
            } else {
              complain(config.line, `${config.name} is there already (${earlier}): this one is left out`, {
                name: config.name,
              });
            }
          }
        }
      }
    }
  }
  if (sections.length === 0 && problems.length === 0) {
    throw new ConfigFolderError(`no [plot:NAME] in ${folders.join(', ')}: is HDQM_CONFIGS right?`);
  }
  const groups = collectGroups(groupSections, sections, problems);
  return { sections, groups, problems, unreadableFiles };
}

function checkDefaults(section: IniSection, complain: (line: number, message: string) => void): void {
  for (const { key, line } of section.entries.values()) {
    if (!defaultKeys.has(key.toLowerCase())) complain(line, `[defaults] cannot have the key ${key}`);
  }
  for (const { line, message } of section.faults) complain(line, message);
}

function collectGroups(
  groupSections: readonly { file: ConfigFile; section: IniSection }[],
  sections: readonly ConfigSection[],
  problems: Problem[],
): GroupSection[] {
  const names = new Map<string, string[]>();
  for (const { subsystem, name } of sections) {
    const list = names.get(subsystem);
    if (list) list.push(name);
    else names.set(subsystem, [name]);
  }
  const groups: GroupSection[] = [];
  const taken = new Set<string>();
  for (const { file, section } of groupSections) {
    const { subsystem, place } = file;
    const complain = (line: number, message: string, more: Partial<Problem> = {}): void => {
      problems.push({ file: place, line, subsystem, message, ...more });
    };
    for (const group of readGroups(section, file, names.get(subsystem) ?? [], complain)) {
      const key = `${subsystem}/${group.name}`;
      if (taken.has(key)) complain(group.line, `the group ${group.name} is there already: this one is left out`);
      else groups.push(group);
      taken.add(key);
    }
  }
  return groups;
}

async function listFiles(folder: string): Promise<{ subsystem: string; file: string }[]> {
  let subsystems;
  try {
    subsystems = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new ConfigFolderError(`the configs in ${folder} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const files: { subsystem: string; file: string }[] = [];
  for (const entry of subsystems.sort((a, b) => byName(a.name, b.name))) {
    const full = path.join(folder, entry.name);
    if (!entry.isDirectory() && !(entry.isSymbolicLink() && (await stat(full)).isDirectory())) continue;
    for (const name of (await readdir(full)).sort(byName)) {
      if (name.endsWith('.ini')) files.push({ subsystem: entry.name, file: `${entry.name}/${name}` });
    }
  }
  if (files.length === 0) throw new ConfigFolderError(`${folder} has no <Subsystem>/*.ini: is HDQM_CONFIGS right?`);
  return files;
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  if (bytes.includes(0)) throw new Error('it is not text: it has NUL bytes');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('it is not text: it has bytes that are not UTF-8');
  }
}
