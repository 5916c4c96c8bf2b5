/** Labels of ranges of runs: `labels/*.json` beside the configs. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { nearestName } from '../../names/nearest.ts';
import { readText } from '../../plan/config-folder.ts';
import type { ReportedProblem } from '../../plan/problem.ts';
import type { RunLabelRange, RunLabelSet } from '../../store/runs/labels/run-labels.ts';

/** The sets in the order of their names, and the problems. A set with a problem is left out. */
export interface RunLabels {
  readonly sets: readonly RunLabelSet[];
  /** Names of sets with a problem. */
  readonly broken: readonly string[];
  readonly problems: readonly ReportedProblem[];
}

/** PostgreSQL's largest integer. */
const maxRun = 2_147_483_647;
const maxRanges = 2_000;
const maxSets = 20;
/** Of labels, which stand in plots, and of titles and comments. */
const [maxLabel, maxText] = [30, 200] as const;

/** Reads the sets of the first config folder that has a folder `labels`. */
export async function readRunLabels(configFolders: readonly string[]): Promise<RunLabels> {
  for (const configs of configFolders) {
    const folder = path.join(configs, 'labels');
    const names = await jsonFiles(folder);
    if (names === undefined) continue;
    const sets: RunLabelSet[] = [];
    const broken: string[] = [];
    const problems: ReportedProblem[] = [];
    for (const name of names) {
      const full = path.join(folder, name);
      const file = path.relative('', full) || full;
      const text = await readText(full);
      const read =
        typeof text === 'string'
          ? parseLabelSet(name.slice(0, -'.json'.length), file, text)
          : { problems: [{ file, line: 0, message: `not readable: ${text.unreadable}` }] };
      problems.push(...read.problems);
      if ('set' in read && read.problems.length === 0) sets.push(read.set);
      else broken.push(name.slice(0, -'.json'.length));
    }
    if (sets.length <= maxSets) return { sets, broken, problems };
    const message = `${sets.length} sets of labels, the maximum is ${maxSets}`;
    return {
      sets: sets.slice(0, maxSets),
      broken,
      problems: [...problems, { file: path.relative('', folder), line: 0, message }],
    };
  }
  return { sets: [], broken: [], problems: [] };
}

/** The names of the JSON files of a folder; undefined where there is no folder. */
async function jsonFiles(folder: string): Promise<string[] | undefined> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Parses `{"title": …, "ranges": [{"label": …, "from": …, "to": …, "color": …, "comment": …}]}`, with comments as in JSONC. */
export function parseLabelSet(
  name: string,
  file: string,
  text: string,
): { readonly set: RunLabelSet; readonly problems: readonly ReportedProblem[] } {
  const problems: ReportedProblem[] = [];
  const report = (offset: number, message: string, suggestion?: string): void => {
    const line = text.slice(0, offset).split('\n').length;
    problems.push({ file, line, message, ...(suggestion === undefined ? {} : { suggestion }) });
  };
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  for (const { error, offset } of errors.slice(0, 1)) report(offset, `not JSON: ${printParseErrorCode(error)}`);
  const set = { name, title: name, ranges: [] as RunLabelRange[] };
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(name))
    report(
      0,
      `${name} is no name of a set of labels: expected lower-case letters, digits and -, such as apv-mode.json`,
    );
  if (errors.length > 0) return { set, problems };
  if (root?.type !== 'object') {
    report(root?.offset ?? 0, 'expected an object with title and ranges');
    return { set, problems };
  }
  const read = reader(root, report, ['title', 'ranges']);
  set.title = read.text('title', maxText) ?? name;
  const list = findNodeAtLocation(root, ['ranges']);
  const items = list?.type === 'array' ? (list.children ?? []) : undefined;
  if (!list || !items) report(list?.offset ?? root.offset, 'expected "ranges": a list of {"label", "from", "to"}');
  else if (items.length > maxRanges) report(list.offset, `${items.length} ranges, the maximum is ${maxRanges}`);
  const ranges = (items ?? []).flatMap((node) => {
    const range = toRange(node, report);
    return range ? [{ range, node }] : [];
  });
  ranges.sort((a, b) => a.range.firstRun - b.range.firstRun);
  const colors = new Map<string, string | null>();
  for (const [index, { range, node }] of ranges.entries()) {
    const before = ranges[index - 1]?.range;
    if (before && (before.lastRun === null || before.lastRun >= range.firstRun))
      report(node.offset, `${describe(range)} overlaps ${describe(before)}`);
    const color = colors.get(range.label);
    if (color && range.color && color !== range.color)
      report(node.offset, `${range.label} has the colours ${color} and ${range.color}`);
    colors.set(range.label, color ?? range.color);
  }
  // One colour for all ranges of a label.
  set.ranges = ranges.map(({ range }) => ({ ...range, color: colors.get(range.label) ?? null }));
  return { set, problems };
}

type Report = (offset: number, message: string, suggestion?: string) => void;

const rangeKeys = ['label', 'from', 'to', 'color', 'comment'] as const;

function toRange(node: Node, report: Report): RunLabelRange | undefined {
  if (node.type !== 'object') {
    report(node.offset, 'expected {"label": …, "from": …, "to": …}');
    return undefined;
  }
  const read = reader(node, report, rangeKeys);
  const label = read.text('label', maxLabel);
  const firstRun = read.run('from');
  const to = findNodeAtLocation(node, ['to']);
  const lastRun = to === undefined || to.type === 'null' ? null : read.run('to');
  const comment = findNodeAtLocation(node, ['comment']) ? read.text('comment', maxText) : null;
  const written = findNodeAtLocation(node, ['color']);
  const color = written ? read.text('color', maxText) : null;
  if (written && color !== undefined && !/^#[0-9a-f]{6}$/i.test(color ?? ''))
    report(written.offset, `${color} is no colour: expected #rrggbb`);
  if (label === undefined || firstRun === undefined || lastRun === undefined) return undefined;
  if (/[|:,]/.test(label))
    report(node.offset, `the label ${label} contains | : or , which separate labels in addresses`);
  if (lastRun !== null && lastRun < firstRun) {
    report(node.offset, `"to" ${lastRun} is before "from" ${firstRun}`);
    return undefined;
  }
  return { label, firstRun, lastRun, color: color?.toLowerCase() ?? null, comment: comment ?? null };
}

/** Reads the values of an object; reports unknown keys and wrong values at their places. */
function reader(node: Node, report: Report, keys: readonly string[]) {
  const seen = new Set<string>();
  for (const { children: [key] = [] } of node.children ?? []) {
    const name = String(key?.value);
    if (!keys.includes(name)) report(key?.offset ?? 0, `unknown key "${name}"`, nearestName(name, keys));
    else if (seen.has(name)) report(key?.offset ?? 0, `"${name}" is given twice`);
    seen.add(name);
  }
  return {
    text(key: string, max: number): string | undefined {
      const found = findNodeAtLocation(node, [key]);
      const value = found?.type === 'string' ? (found.value as string).trim() : '';
      if (value !== '' && value.length <= max) return value;
      const expected = `"${key}" is a text of 1 to ${max} characters`;
      report(found?.offset ?? node.offset, found ? expected : `no "${key}": ${expected}`);
      return undefined;
    },
    run(key: string): number | undefined {
      const found = findNodeAtLocation(node, [key]);
      const value = found?.type === 'number' ? (found.value as number) : Number.NaN;
      if (Number.isSafeInteger(value) && value > 0 && value <= maxRun) return value;
      report(found?.offset ?? node.offset, found ? `"${key}" is a run number` : `no "${key}", a run number`);
      return undefined;
    },
  };
}

function describe({ label, firstRun, lastRun }: RunLabelRange): string {
  return `${label} (${firstRun} to ${lastRun ?? 'now'})`;
}
