/** Requests that nobody sends who means well: each must be refused in words, or answered at once. For the test, and for the bench beside a normal client. */

export interface Hostile {
  readonly name: string;
  /** The body as it is sent. */
  readonly body: string;
  /** What its refusal says. */
  readonly refusal: RegExp;
}

const query = (text: string, variables?: object): string => JSON.stringify({ query: text, variables });
const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const bomb = (count: number, end: string): string =>
  `{ ...F0 } ${many(count, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} ${end}`;
const runsOf = (golden: string): string =>
  `{"query":"query ($golden: JSONObject) { runs(select: {goldenJson: $golden}) { total } }","variables":{"golden":${golden}}}`;
const trends = 'trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco")';

export const hostile: readonly Hostile[] = [
  { name: 'fields in one another', body: query(`{${'a{'.repeat(3000)}a${'}'.repeat(3000)}}`), refusal: /nests deeper/ },
  {
    name: 'fragments in one another',
    body: query(`{${'...{'.repeat(2000)}__typename${'}'.repeat(2000)}}`),
    refusal: /nests deeper|more than 2000 fields|tokens/,
  },
  {
    name: 'lists in one another',
    body: query(`{run(number:${'['.repeat(4900)}${']'.repeat(4900)}){number}}`),
    refusal: /nests deeper/,
  },
  {
    name: 'fragments that double',
    body: query(bomb(30, 'fragment F30 on Query { status { version } }')),
    refusal: /more than 2000 fields/,
  },
  { name: 'fragments that double, of no field', body: query(bomb(60, '')), refusal: /more than 2000 fields/ },
  {
    name: 'fragments in a ring',
    body: query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
    refusal: /within itself/,
  },
  { name: 'very many fields', body: query(`{ ${many(6000, (index) => `f${index}`)} }`), refusal: /5000 tokens/ },
  {
    name: 'the same field again and again',
    body: query(`{ ${'status { version } '.repeat(1200)} }`),
    refusal: /more than 30 times/,
  },
  {
    name: 'aliases',
    body: query(`{ ${many(500, (index) => `a${index}: status { version }`)} }`),
    refusal: /more than 30 times/,
  },
  {
    name: 'aliases of what is costly',
    body: query(`{ ${many(30, (index) => `t${index}: ${trends} { points { value run { number era } } }`)} }`),
    refusal: /costs about \d+, of 500000 at most/,
  },
  {
    name: 'a batch',
    body: JSON.stringify(Array.from({ length: 1000 }, () => ({ query: '{ status { version } }' }))),
    refusal: /batching disabled/,
  },
  {
    name: 'introspection, deep',
    body: query(`{__schema{types{fields{type{${'ofType{'.repeat(40)}name${'}'.repeat(40)}}}}}}`),
    refusal: /nests deeper/,
  },
  {
    name: 'introspection, in circles',
    body: query('{__schema{types{fields{type{fields{type{fields{type{name}}}}}}}}}'),
    refusal: /introspection depth/,
  },
  {
    name: 'introspection, aliased',
    body: query(`{ ${many(200, (index) => `s${index}: __schema { types { name fields { name } } }`)} }`),
    refusal: /more than 30 times/,
  },
  {
    name: 'directives',
    body: query(`{ status { version ${'@skip(if: false) '.repeat(1500)} } }`),
    refusal: /5000 tokens/,
  },
  {
    name: 'operations',
    body: query(many(1500, (index) => `query q${index} { status { version } }`)),
    refusal: /5000 tokens/,
  },
  {
    name: 'a golden JSON of too many runs',
    body: runsOf(`{${Array.from({ length: 90_000 }, (_, index) => `"${100_000 + index}":[[1,2]]`).join()}}`),
    refusal: /more than 60000 values/,
  },
  {
    name: 'a golden JSON of too many bytes',
    body: runsOf(`{"366409":[[1,${'1'.repeat(3_000_000)}]]}`),
    refusal: /too large/,
  },
  {
    name: 'a golden JSON without end',
    body: runsOf(`{"366409":${'['.repeat(400_000)}${']'.repeat(400_000)}}`),
    refusal: /nest deeper/,
  },
  {
    name: 'a golden JSON of something else',
    body: runsOf('{"__proto__":[[1,2]],"constructor":[]}'),
    refusal: /is no run number/,
  },
  {
    name: 'a list of too many names',
    body: query(
      'query ($names: [String!]) { trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", names: $names) { id } }',
      { names: Array.from({ length: 30_000 }, (_, index) => `n${index}`) },
    ),
    refusal: /more than 20000 entries/,
  },
  { name: 'a page without end', body: query('{ runs(limit: 2000000000) { items { number } } }'), refusal: /./ },
  {
    name: 'a NUL',
    body: query(
      'query ($text: String) { trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", search: $text) { id } }',
      { text: 'a\0b' },
    ),
    refusal: /NUL/,
  },
  { name: 'half a JSON', body: '{"query":', refusal: /JSON/ },
];
