/** The filters of Run Registry's link "Open in HDQM": a nested object, as qs writes it. */
import { parseRunList, runsIn, type RunRange } from '../run-selection/run-list.ts';

/** What HDQM selects for a filter of Run Registry. */
export interface FollowedFilter {
  /** A list of runs; undefined: all. */
  readonly list?: string;
  readonly classes: readonly string[];
  readonly eras: readonly string[];
  readonly fills: readonly number[];
  readonly significant: boolean;
  readonly minDurationSeconds: number;
  readonly minRecordedLumi: number;
  /** Fields with conditions that HDQM cannot apply. */
  readonly ignored: readonly string[];
}

/** A condition on a field. */
interface Test {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}
type Condition = Test | { readonly all: readonly Condition[] } | { readonly any: readonly Condition[] };

/** A part of the object: its members in their order, or a value. */
type Node = Map<string, Node> | string;

/** Larger filters are not followed: of these fields, the list of runs would be longer than an address. */
const [maxEntries, maxDepth] = [5_000, 12];

/**
 * The filter in the parameters of a link, `filter=rr&filterValue=run_number[and][0][>]=355000&run_number[and][1][<]=…`: since Run Registry does
 * not encode it, all but its first entry are parameters of the link. Undefined if it cannot be read.
 */
export function followFilter(parameters: URLSearchParams): FollowedFilter | undefined {
  const entries: (readonly [string, string])[] = [];
  for (const [key, value] of parameters) {
    if (key === 'filterValue') entries.push(...entriesOf(value));
    else if (key.includes('[')) entries.push([key, value]);
  }
  if (entries.length === 0 || entries.length > maxEntries) return undefined;
  const root: Node = new Map();
  for (const [key, value] of entries) if (!insert(root, key, value)) return undefined;
  const condition = toCondition(root, undefined);
  return condition && follow(condition);
}

/** The entries of a value: the first one of a link, or all of them where they were encoded. */
function entriesOf(value: string): (readonly [string, string])[] {
  return value
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const end = part.indexOf('=');
      const [key, text] = end < 0 ? [part, ''] : [part.slice(0, end), part.slice(end + 1)];
      // `[>=]` has an equals sign of its own.
      const close = part.lastIndexOf(']=');
      return close > end ? [part.slice(0, close + 1), part.slice(close + 2)] : [key, text];
    })
    .map(([key = '', text = '']) => (key.includes('%5B') ? [decode(key), decode(text)] : [key, text]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // a percent sign that encodes nothing
  }
}

/** Adds `a[b][c]` to an object; false if it cannot. */
function insert(root: Map<string, Node>, key: string, value: string): boolean {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(key);
  if (!match) return false;
  const [, first = '', rest = ''] = match;
  const path = [first, ...rest.slice(1, -1).split('][')].filter((part) => part !== '');
  const last = path.pop();
  if (last === undefined || path.length >= maxDepth) return false;
  let node = root;
  for (const part of path) {
    const next = node.get(part) ?? new Map<string, Node>();
    if (typeof next === 'string') return false;
    node.set(part, next);
    node = next;
  }
  if (node.has(last)) return false;
  node.set(last, value);
  return true;
}

const operators: ReadonlySet<string> = new Set([
  '=',
  '<>',
  '>',
  '<',
  '>=',
  '<=',
  'like',
  'notlike',
  'not like',
  'between',
  'in',
  'not in',
]);

/** The condition that an object stands for: its members hold all, those of `or` any. Undefined if it is none. */
function toCondition(node: Node, field: string | undefined): Condition | undefined {
  if (typeof node === 'string') return field === undefined ? undefined : { field, operator: '=', value: node };
  const all: Condition[] = [];
  for (const [key, member] of node) {
    const condition = memberCondition(key, member, field);
    if (!condition) return undefined;
    all.push(condition);
  }
  const [only] = all;
  return only && all.length === 1 ? only : { all };
}

function memberCondition(key: string, member: Node, field: string | undefined): Condition | undefined {
  if (key === 'and' || key === 'or') {
    const members = typeof member === 'string' ? [] : [...member.values()].map((one) => toCondition(one, field));
    const known = members.flatMap((one) => one ?? []);
    if (known.length < members.length || known.length === 0) return undefined;
    return key === 'and' ? { all: known } : { any: known };
  }
  if (field !== undefined && operators.has(key)) {
    const values = typeof member === 'string' ? [member] : [...member.values()];
    if (!values.every((value) => typeof value === 'string')) return undefined;
    if (key === 'in') return { any: values.map((value) => ({ field, operator: '=', value })) };
    if (key === 'not in') return { all: values.map((value) => ({ field, operator: '<>', value })) };
    return { field, operator: key, value: values.join(' ') };
  }
  // An operator that is not known is a condition that cannot be applied.
  return field === undefined ? toCondition(member, key) : { field, operator: key, value: '' };
}

const maxRun = 999_999_999;

function follow(condition: Condition): FollowedFilter {
  let runs: readonly RunRange[] | undefined;
  const lists = new Map<'classes' | 'eras' | 'fills', readonly string[]>();
  const found = { significant: false, minDurationSeconds: 0, minRecordedLumi: 0 };
  const ignored = new Set<string>();
  for (const one of conjuncts(condition)) {
    const fields = fieldsOf(one);
    const [field = ''] = fields;
    const name = field.replace(/^(?:oms|rr)_attributes\./, '');
    if (fields.size === 1 && name === 'run_number') {
      const ranges = rangesOf(one);
      if (ranges) runs = runs ? intersect(runs, ranges) : ranges;
      else ignored.add(field);
      continue;
    }
    const list = listNames[name];
    const values = list && fields.size === 1 ? valuesOf(one) : undefined;
    if (list && values && (list !== 'fills' || values.every((value) => /^\d{1,9}$/.test(value)))) {
      const before = lists.get(list);
      const both = before ? before.filter((value) => values.includes(value)) : values;
      if (both.length > 0) {
        lists.set(list, both);
        continue;
      }
    }
    if ('field' in one && followTest(one, name, found)) continue;
    for (const each of fields) ignored.add(each);
  }
  const list = runs && formatRanges(runs);
  if (runs && list === undefined) ignored.add('run_number');
  return {
    ...(list === undefined || list === '' ? {} : { list }),
    classes: lists.get('classes') ?? [],
    eras: lists.get('eras') ?? [],
    fills: (lists.get('fills') ?? []).map(Number),
    ...found,
    ignored: [...ignored],
  };
}

const listNames: Readonly<Record<string, 'classes' | 'eras' | 'fills' | undefined>> = {
  class: 'classes',
  era: 'eras',
  fill_number: 'fills',
};

/** Applies a condition on a quantity to what was found; false if it cannot. */
function followTest(
  { operator, value }: Test,
  name: string,
  found: { significant: boolean; minDurationSeconds: number; minRecordedLumi: number },
): boolean {
  if (name === 'significant' && operator === '=' && value === 'true') {
    found.significant = true;
    return true;
  }
  const amount = value.trim() === '' ? Number.NaN : Number(value);
  if (operator !== '>=' || !(amount >= 0 && amount < 1e9)) return false;
  if (name === 'duration') found.minDurationSeconds = Math.max(found.minDurationSeconds, amount);
  else if (name === 'recorded_lumi') found.minRecordedLumi = Math.max(found.minRecordedLumi, amount);
  else return false;
  return true;
}

function conjuncts(condition: Condition): Condition[] {
  return 'all' in condition ? condition.all.flatMap(conjuncts) : [condition];
}

function fieldsOf(condition: Condition): Set<string> {
  if ('field' in condition) return new Set([condition.field]);
  return new Set(('all' in condition ? condition.all : condition.any).flatMap((one) => [...fieldsOf(one)]));
}

/** The values of which a condition requires one; undefined if it is another condition. */
function valuesOf(condition: Condition): string[] | undefined {
  if ('field' in condition)
    return condition.operator === '=' && condition.value !== '' && !condition.value.includes(',')
      ? [condition.value]
      : undefined;
  if ('all' in condition) return undefined;
  const values = condition.any.map(valuesOf);
  return values.every((each) => each !== undefined) ? values.flat() : undefined;
}

/** The runs that pass a condition on the run, as disjoint ranges in ascending order; undefined if it cannot be applied. */
function rangesOf(condition: Condition): RunRange[] | undefined {
  if ('field' in condition) return rangesOfTest(condition);
  const parts = ('all' in condition ? condition.all : condition.any).map(rangesOf);
  if (!parts.every((part) => part !== undefined)) return undefined;
  if ('any' in condition) return unite(parts.flat());
  return parts.reduce((a, b) => intersect(a, b), [{ first: 0, last: maxRun }]);
}

function rangesOfTest({ operator, value }: Test): RunRange[] | undefined {
  const numbers = value.split(/[\s,]+/).filter((part) => part !== '');
  // Run Registry writes `run_number <> null` where nothing was typed in.
  if (operator === '<>' && (value === '' || value === 'null')) return [{ first: 0, last: maxRun }];
  if (!numbers.every((part) => /^\d{1,9}$/.test(part)) || numbers.length !== (operator === 'between' ? 2 : 1))
    return undefined;
  const [a = 0, b = 0] = numbers.map(Number);
  const ranges = {
    '=': [{ first: a, last: a }],
    '<>': [
      { first: 0, last: a - 1 },
      { first: a + 1, last: maxRun },
    ],
    '>': [{ first: a + 1, last: maxRun }],
    '>=': [{ first: a, last: maxRun }],
    '<': [{ first: 0, last: a - 1 }],
    '<=': [{ first: 0, last: a }],
    between: [{ first: a, last: b }],
  }[operator];
  return ranges?.filter(({ first, last }) => first <= last);
}

function unite(ranges: readonly RunRange[]): RunRange[] {
  const united: RunRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.first - b.first)) {
    const open = united.at(-1);
    if (open && range.first <= open.last + 1)
      united[united.length - 1] = { first: open.first, last: Math.max(open.last, range.last) };
    else united.push(range);
  }
  return united;
}

function intersect(a: readonly RunRange[], b: readonly RunRange[]): RunRange[] {
  const common: RunRange[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [one, other] = [a[i], b[j]];
    if (!one || !other) break;
    const [first, last] = [Math.max(one.first, other.first), Math.min(one.last, other.last)];
    if (first <= last) common.push({ first, last });
    if (one.last < other.last) i += 1;
    else j += 1;
  }
  return common;
}

/** The ranges as a list of runs, '' for all runs; undefined if a list cannot have that many. */
function formatRanges(ranges: readonly RunRange[]): string | undefined {
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (!first || !last) return '0'; // no run has this number
  const format = (range: RunRange): string =>
    range.first === range.last ? String(range.first) : `${range.first}-${range.last}`;
  const hull = { first: first.first, last: last.last };
  const gaps = ranges
    .slice(1)
    .map((range, index) => ({ first: (ranges[index]?.last ?? 0) + 1, last: range.first - 1 }));
  if (gaps.length === 0) return hull.first === 0 && hull.last === maxRun ? '' : format(hull);
  const isAll = hull.first === 0 && hull.last === maxRun;
  const without = [isAll ? 'all' : format(hull), ...gaps.map((gap) => `-${format(gap)}`)].join(',');
  return [ranges.map(format).join(','), without].find((list) => parseRunList(list).problem === undefined);
}

/** The only run of a list; undefined if there are others. */
export function onlyRunOf(list: string): number | undefined {
  const { ranges, isAll, excluded } = parseRunList(list);
  const [range] = ranges;
  if (isAll || excluded.length > 0 || !range || ranges.length > 1 || range.first !== range.last || range.first === 0)
    return undefined;
  return runsIn(ranges)[0];
}
