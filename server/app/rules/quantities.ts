/** The quantities of runs from the answers of services: `quantities.ini`. */
import { createHash } from 'node:crypto';
import { type AnsweredQuantity, columnQuantityNames, reservedNames } from '../../names/run-quantities.ts';
import { nearestName } from '../../names/nearest.ts';
import type { IniSection } from '../../plan/ini.ts';
import type { ReportedProblem } from '../../plan/problem.ts';
import { readRuleFile, type RuleFile } from './rule-file.ts';

/** The quantities in the order of the file, and its problems. A section with a problem is no quantity. */
export interface QuantityRules {
  readonly quantities: readonly AnsweredQuantity[];
  /** Names of all quantities of runs that expressions may use. */
  readonly names: readonly string[];
  readonly problems: readonly ReportedProblem[];
  /** Differs where the quantities differ. */
  readonly version: string;
}

/** Reads `quantities.ini`. */
export async function readQuantities(configFolders: readonly string[]): Promise<QuantityRules> {
  return parseQuantities(await readRuleFile(configFolders, 'quantities.ini'));
}

/** Parses sections such as `[pileup]` with `title`, `unit` and `path = oms.fill.peak_pileup`. */
export function parseQuantities({ file, sections, problems: found }: RuleFile): QuantityRules {
  const problems: ReportedProblem[] = [...found];
  const quantities = new Map<string, AnsweredQuantity>();
  for (const section of sections) {
    if (section.diagnostics.length > 0) continue;
    const read = readQuantity(section, quantities);
    if ('message' in read) problems.push({ file, names: [section.header], ...read });
    else quantities.set(read.key.toLowerCase(), read);
  }
  const list = [...quantities.values()];
  const names = [...columnQuantityNames, ...list.map(({ name }) => name)];
  return {
    quantities: list,
    names,
    problems,
    version: createHash('sha256').update(JSON.stringify(list)).digest('hex'),
  };
}

const keys = ['title', 'unit', 'path'] as const;

/** Max. length of a title or unit: they stand at axes. */
const maxLength = 80;

function readQuantity(
  { header, line, entries }: IniSection,
  others: ReadonlyMap<string, AnsweredQuantity>,
): AnsweredQuantity | Omit<ReportedProblem, 'file'> {
  const unknown = [...entries.values()].find(({ key }) => !keys.some((known) => known === key.toLowerCase()));
  const long = [...entries.values()].find(({ value }) => value.length > maxLength);
  const [title, path] = [entries.get('title'), entries.get('path')];
  if (!/^[a-z]\w{0,39}$/i.test(header))
    return { line, message: `[${header}] is no name of a quantity: expected letters and digits, such as [pileup]` };
  const reserved = [...reservedNames].find((name) => name.toLowerCase() === header.toLowerCase());
  if (reserved !== undefined)
    return { line, message: `[${header}] has the name of another quantity, axis or function` };
  if (others.has(header.toLowerCase())) return { line, message: `duplicate section [${header}]` };
  if (unknown)
    return {
      line: unknown.line,
      message: `unknown key ${unknown.key}`,
      suggestion: nearestName(unknown.key, keys),
    };
  if (long) return { line: long.line, message: `${long.key} has more than ${maxLength} characters` };
  if (!title || title.value === '') return { line: title?.line ?? line, message: `[${header}] has no title` };
  if (!path || path.value === '')
    return { line: path?.line ?? line, message: `[${header}] has no path, such as oms.fill.peak_pileup` };
  const parsed = parsePath(path.value);
  if ('message' in parsed) return { line: path.line, ...parsed };
  return { key: header, name: header, title: title.value, unit: entries.get('unit')?.value ?? '', ...parsed };
}

/** The objects of the stored answers. That of OMS has the attributes of the run and of its fill, that of Run Registry is unmodified. */
const services = ['oms', 'rr'] as const;
const omsObjects = ['attributes', 'fill', 'meta'];

function parsePath(
  text: string,
): Pick<AnsweredQuantity, 'service' | 'path'> | { readonly message: string; readonly suggestion?: string | undefined } {
  const [first = '', ...path] = text.split('.');
  const service = services.find((name) => name === first);
  if (service === undefined)
    return {
      message: `path is '${text}': it begins with the service, oms or rr`,
      suggestion: nearestName(first, services),
    };
  if (path.length === 0 || path.some((part) => !/^[\w-]+$/.test(part)))
    return { message: `path is '${text}': expected names separated by dots, such as oms.fill.peak_pileup` };
  const [object = ''] = path;
  if (service === 'oms' && (path.length === 1 || !omsObjects.includes(object)))
    return {
      message: `path is '${text}': expected oms.attributes.NAME or oms.fill.NAME`,
      suggestion: path.length > 1 ? nearestName(object, omsObjects) : undefined,
    };
  return { service, path };
}
