import path from 'node:path';
import { readText } from '../../plan/config-folder.ts';
import { type IniSection, parseIni } from '../../plan/ini.ts';
import type { ReportedProblem } from '../../plan/problem.ts';
import { projectRoot } from '../project.ts';

/** A file of rules beside the configs, with what is wrong with its text. */
export interface RuleFile {
  /** For messages. */
  readonly file: string;
  /** Whether it is the one of HDQM, which may be about more than the configs of this installation. */
  readonly isDefault: boolean;
  readonly sections: readonly IniSection[];
  readonly problems: readonly ReportedProblem[];
}

/** Reads a file of rules: that of the first config folder which has it, or else the one of HDQM. */
export async function readRuleFile(configFolders: readonly string[], name: string): Promise<RuleFile> {
  const folders = [...configFolders, path.join(projectRoot, 'configs')];
  for (const [index, folder] of folders.entries()) {
    const full = path.join(folder, name);
    const file = path.relative('', full) || full;
    const isDefault = index === folders.length - 1;
    const text = await readText(full);
    if (typeof text === 'string') {
      const { sections, diagnostics } = parseIni(text);
      const found = [...diagnostics, ...sections.flatMap((section) => section.diagnostics)];
      return { file, isDefault, sections, problems: found.map((diagnostic) => ({ file, ...diagnostic })) };
    }
    if (text.unreadable.startsWith('ENOENT') && !isDefault) continue;
    return {
      file,
      isDefault,
      sections: [],
      problems: [{ file, line: 0, message: `not readable: ${text.unreadable}` }],
    };
  }
  throw new Error(`no folder of ${name}`);
}
