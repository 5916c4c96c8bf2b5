/** Datasets that are chained where CMS renamed them: `datasets.ini`. */
import { nearestName } from '../../names/nearest.ts';
import type { IniSection } from '../../plan/ini.ts';
import type { ReportedProblem } from '../../plan/problem.ts';
import { chainProcessing } from '../../store/chains/chain-source.ts';
import { type ChainMember, type DatasetChain, memberName } from '../../store/chains/store-chains.ts';
import { readRuleFile, type RuleFile } from './rule-file.ts';

/** A chain, and where it is written. */
export interface WrittenChain extends DatasetChain {
  readonly file: string;
  readonly line: number;
  /** Line of the members. */
  readonly membersLine: number;
}

/** The chains in the order of the file, and its problems. A section with a problem is no chain. */
export interface DatasetChains {
  readonly chains: readonly WrittenChain[];
  readonly problems: readonly ReportedProblem[];
}

/** Reads `datasets.ini`. */
export async function readDatasetChains(configFolders: readonly string[]): Promise<DatasetChains> {
  return parseDatasetChains(await readRuleFile(configFolders, 'datasets.ini'));
}

/** Parses sections such as `[dataset:Minimum bias]` with `members = ZeroBias/PromptReco, HIPhysicsRawPrime0/PromptReco`. */
export function parseDatasetChains({ file, sections, problems: found }: RuleFile): DatasetChains {
  const problems: ReportedProblem[] = [...found];
  const chains: WrittenChain[] = [];
  const names = new Set(sections.map(({ header }) => nameOf(header)?.toLowerCase() ?? ''));
  const seen = new Set<string>();
  for (const section of sections) {
    if (section.diagnostics.length > 0) continue;
    const name = nameOf(section.header);
    const problem =
      name === undefined
        ? {
            line: section.line,
            message: `expected a section [dataset:NAME], such as [dataset:Minimum bias]; a name has letters, digits, blanks and . + - _`,
          }
        : seen.has(name.toLowerCase())
          ? { line: section.line, message: `duplicate section [${section.header}]` }
          : undefined;
    seen.add(name?.toLowerCase() ?? '');
    const read = problem ?? readChain(name ?? '', section, names);
    if ('message' in read) problems.push({ file, names: [section.header], ...read });
    else chains.push({ file, ...read });
  }
  return { chains, problems };
}

/** Max. length of a name: pickers show it. */
const maxLength = 60;
/** Max. number of members. */
const maxMembers = 50;

function nameOf(header: string): string | undefined {
  const name = /^dataset\s*:\s*(\w[\w .+-]*)$/i.exec(header.trim())?.[1]?.trim();
  return name === undefined || name.length > maxLength ? undefined : name;
}

function readChain(
  name: string,
  { header, line, entries }: IniSection,
  chainNames: ReadonlySet<string>,
): Omit<WrittenChain, 'file'> | Omit<ReportedProblem, 'file'> {
  const unknown = [...entries.values()].find(({ key }) => key.toLowerCase() !== 'members');
  const entry = entries.get('members');
  if (unknown)
    return {
      line: unknown.line,
      message: `unknown key ${unknown.key}`,
      suggestion: nearestName(unknown.key, ['members']),
    };
  const texts = (entry?.value ?? '').split(/[,\n]/).flatMap((text) => text.trim() || []);
  if (!entry || texts.length === 0) return { line: entry?.line ?? line, message: `[${header}] names no members` };
  if (texts.length > maxMembers)
    return { line: entry.line, message: `[${header}] has more than ${maxMembers} members` };
  const members: ChainMember[] = [];
  for (const text of texts) {
    const [, primaryDataset = '', processing = ''] = /^([-\w]+)\/([-\w]+)$/.exec(text) ?? [];
    const [first = '', second] = text.split('/').map((part) => part.trim());
    if (primaryDataset.toLowerCase() === name.toLowerCase())
      return { line, message: `[${header}] has the name of the primary dataset of its member ${text}` };
    const isName = second === undefined && chainNames.has(first.replace(/^dataset\s*:\s*/i, '').toLowerCase());
    if (isName || second === chainProcessing)
      return { line: entry.line, message: `member '${text}' is a chain: name its members instead` };
    if (primaryDataset === '')
      return {
        line: entry.line,
        message: `member '${text}' is no dataset: expected PRIMARY DATASET/PROCESSING, such as ZeroBias/PromptReco`,
      };
    if (members.some((member) => memberName(member) === text))
      return { line: entry.line, message: `member '${text}' occurs twice` };
    members.push({ primaryDataset, processing });
  }
  return { name, members, line, membersLine: entry.line };
}
