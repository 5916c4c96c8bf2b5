/** Checks the text of a config that a user types, as a config file of a subsystem is checked. */
import type { KnownMetrics } from './config-file.ts';
import { ConfigLoader, isDefaults } from './configs.ts';
import { ExpressionError, parseExpression } from './expression.ts';
import { Expansion } from './family.ts';
import { type Entry, type IniSection, parseIni } from './ini.ts';
import type { ConfigSection, GroupSection, Literal, Problem } from './plan.ts';

/** Characters of a draft. */
export const maxDraftLength = 65_536;
/** Characters that its sections expand to: those of 10,000 members of 200 characters, which take some tenths of a second. */
const maxExpansion = 2_000_000;

/** A section of a draft as it is written, valid or not. */
export interface DraftSection {
  /** `plot`, `derived`, `limits`, `group`, `defaults`, or what is written instead. */
  readonly kind: string;
  /** Empty for `defaults`. */
  readonly name: string;
  /** Lines of its header and of its end, from 1: the last line before the next section. */
  readonly line: number;
  readonly endLine: number;
  readonly entries: readonly Entry[];
  /** The metric that it names and the parameters, accepted or not; null where they cannot be parsed. */
  readonly metricId: string | null;
  readonly arguments: readonly Literal[] | null;
}

/** What a draft defines, with its problems in the order of `hdqm check`. */
export interface Draft {
  readonly subsystem: string;
  readonly sections: readonly DraftSection[];
  readonly configs: readonly ConfigSection[];
  readonly groups: readonly GroupSection[];
  readonly problems: readonly Problem[];
}

/**
 * Checks a text by the rules of a config file of the subsystem. Limits, groups and derived trends may name the configs of the text and `others`, those of the
 * subsystem in other files. Never throws: an empty or invalid text has no configs, or problems. Takes bounded time for a text of the max. length.
 */
export function readDraft(subsystem: string, text: string, others: readonly string[], metrics: KnownMetrics): Draft {
  const loader = new ConfigLoader(metrics);
  const ini = parseIni(text);
  const named = { subsystem, file: `${subsystem}/draft.ini`, displayPath: 'the draft' };
  loader.addFile({ ...named, expansion: new Expansion(maxExpansion) }, ini);
  const { sections: configs, groups, problems } = loader.finish({ subsystem, names: others });
  const lines = text.split(/\r\n|\n|\r/).length;
  const sections = ini.sections.map((section, index) => ({
    ...nameOf(section),
    line: section.line,
    endLine: (ini.sections[index + 1]?.line ?? lines + 1) - 1,
    entries: [...section.entries.values()],
    ...metricOf(section),
  }));
  return { subsystem, sections, configs, groups, problems };
}

function nameOf(section: IniSection): { kind: string; name: string } {
  if (isDefaults(section)) return { kind: 'defaults', name: '' };
  const [kind = '', ...name] = section.header.split(':');
  return { kind: kind.trim(), name: name.join(':').trim() };
}

function metricOf({ entries }: IniSection): Pick<DraftSection, 'metricId' | 'arguments'> {
  try {
    const { module, name, args } = parseExpression(entries.get('metric')?.value ?? '');
    return { metricId: `${module}.${name}`, arguments: args };
  } catch (error) {
    if (error instanceof ExpressionError) return { metricId: null, arguments: null };
    throw error;
  }
}
