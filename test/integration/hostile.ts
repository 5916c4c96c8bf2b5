/** Malicious requests: each must be rejected quickly with a message. For the test, and for the benchmark of a normal client beside hostile ones. */

export interface Hostile {
  readonly name: string;
  /** The body of the request. */
  readonly body: string;
  /** Matches the message of its rejection. */
  readonly rejection: RegExp;
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
  { name: 'nested fields', body: query(`{${'a{'.repeat(3000)}a${'}'.repeat(3000)}}`), rejection: /nests deeper/ },
  {
    name: 'nested fragments',
    body: query(`{${'...{'.repeat(2000)}__typename${'}'.repeat(2000)}}`),
    rejection: /nests deeper|more than 2000 fields|tokens/,
  },
  {
    name: 'nested lists',
    body: query(`{run(number:${'['.repeat(4900)}${']'.repeat(4900)}){number}}`),
    rejection: /nests deeper/,
  },
  {
    name: 'doubling fragments',
    body: query(bomb(30, 'fragment F30 on Query { status { version } }')),
    rejection: /more than 2000 fields/,
  },
  { name: 'doubling fragments without a field', body: query(bomb(60, '')), rejection: /more than 2000 fields/ },
  {
    name: 'a cycle of fragments',
    body: query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'),
    rejection: /within itself/,
  },
  { name: 'too many fields', body: query(`{ ${many(6000, (index) => `f${index}`)} }`), rejection: /5000 tokens/ },
  {
    name: 'a repeated field',
    body: query(`{ ${'status { version } '.repeat(1200)} }`),
    rejection: /more than 30 times/,
  },
  {
    name: 'aliases',
    body: query(`{ ${many(500, (index) => `a${index}: status { version }`)} }`),
    rejection: /more than 30 times/,
  },
  {
    name: 'aliases of an expensive field',
    body: query(`{ ${many(30, (index) => `t${index}: ${trends} { points { value run { number era } } }`)} }`),
    rejection: /costs about \d+, the limit is 500000/,
  },
  {
    name: 'a batch',
    body: JSON.stringify(Array.from({ length: 1000 }, () => ({ query: '{ status { version } }' }))),
    rejection: /batching disabled/,
  },
  {
    name: 'deep introspection',
    body: query(`{__schema{types{fields{type{${'ofType{'.repeat(40)}name${'}'.repeat(40)}}}}}}`),
    rejection: /nests deeper/,
  },
  {
    name: 'cyclic introspection',
    body: query('{__schema{types{fields{type{fields{type{fields{type{name}}}}}}}}}'),
    rejection: /introspection depth/,
  },
  {
    name: 'aliased introspection',
    body: query(`{ ${many(200, (index) => `s${index}: __schema { types { name fields { name } } }`)} }`),
    rejection: /more than 30 times/,
  },
  {
    name: 'directives',
    body: query(`{ status { version ${'@skip(if: false) '.repeat(1500)} } }`),
    rejection: /5000 tokens/,
  },
  {
    name: 'operations',
    body: query(many(1500, (index) => `query q${index} { status { version } }`)),
    rejection: /5000 tokens/,
  },
  {
    name: 'a golden JSON of too many runs',
    body: runsOf(`{${Array.from({ length: 90_000 }, (_, index) => `"${100_000 + index}":[[1,2]]`).join()}}`),
    rejection: /more than 60000 values/,
  },
  {
    name: 'a golden JSON of too many bytes',
    body: runsOf(`{"366409":[[1,${'1'.repeat(3_000_000)}]]}`),
    rejection: /too large/,
  },
  {
    name: 'a deeply nested golden JSON',
    body: runsOf(`{"366409":${'['.repeat(400_000)}${']'.repeat(400_000)}}`),
    rejection: /nest deeper/,
  },
  {
    name: 'a golden JSON without runs',
    body: runsOf('{"__proto__":[[1,2]],"constructor":[]}'),
    rejection: /is no run number/,
  },
  {
    name: 'a list of too many names',
    body: query(
      'query ($names: [String!]) { trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", names: $names) { id } }',
      { names: Array.from({ length: 30_000 }, (_, index) => `n${index}`) },
    ),
    rejection: /more than 20000 entries/,
  },
  {
    name: 'an unlimited page',
    body: query('{ runs(limit: 2000000000) { items { number } } }'),
    rejection: /costs about \d+, the limit is 500000/,
  },
  {
    name: 'a search of thousands of words',
    body: query(
      `query ($text: String) { ${many(20, (index) => `${['c', 'r', 'f'][index % 3]}${index}: ${['configs(search: $text) { id }', 'runs(search: $text) { total }', 'files(search: $text) { total }'][index % 3]}`)} }`,
      { text: many(20_000, (index) => `t${index}`) },
    ),
    rejection: /the search has more than 500 characters/,
  },
  {
    name: 'a search of many short words',
    body: query('query ($text: String) { configs(search: $text) { id } }', {
      text: many(90, (index) => String.fromCodePoint(0x4e00 + index)),
    }),
    rejection: /the search has more than 20 words/,
  },
  {
    name: 'many searches',
    body: query(
      `{ ${many(30, (index) => `${['c', 'r', 'f'][index % 3]}${index}: ${['configs(search: "a") { id }', 'runs(search: "a") { total }', 'files(search: "a") { total }'][index % 3]}`)} }`,
    ),
    rejection: /costs about \d+, the limit is 500000/,
  },
  {
    name: 'the trends of all configs, twice',
    body: query('{ a: configs { trends { columns { values } } } b: configs { trends { columns { values } } } }'),
    rejection: /costs about \d+, the limit is 500000/,
  },
  {
    name: 'anomalies by many criteria',
    body: query(`{ ${many(30, (index) => `a${index}: anomalies(threshold: ${index}) { total }`)} }`),
    rejection: /costs about \d+, the limit is 500000/,
  },
  {
    name: 'negative counts',
    body: query(`{ ${many(30, (index) => `t${index}: runs(select: { latest: -${index + 1} }) { total }`)} }`),
    rejection: /select\.latest is -1: it must be at least 0/,
  },
  {
    name: 'negative offsets',
    body: query(`{ ${many(30, (index) => `f${index}: files(offset: -${index + 1}) { total }`)} }`),
    rejection: /offset is -1: it must be at least 0/,
  },
  {
    name: 'an operationName that matches no operation',
    body: JSON.stringify({ query: 'query a { status { version } }', operationName: 'b'.repeat(90_000) }),
    rejection: /has no operation b+: correct operationName/,
  },
  {
    name: 'several operations without an operationName',
    body: query(many(500, (index) => `query q${index} { status { version } }`)),
    rejection: /give operationName/,
  },
  {
    name: 'a NUL',
    body: query(
      'query ($text: String) { trends(subsystem: "Tracker", primaryDataset: "ZeroBias", processing: "PromptReco", search: $text) { id } }',
      { text: 'a\0b' },
    ),
    rejection: /NUL/,
  },
  { name: 'truncated JSON', body: '{"query":', rejection: /JSON/ },
];
