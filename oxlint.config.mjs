/** The folders of server/ and below it, from the top down: each imports only from those in rows below its own, and within itself. */
const layers = [
  ['commands'],
  ['api'],
  ['jobs'],
  ['export', 'extract', 'histograms', 'judge', 'notify', 'pictures'],
  ['app'],
  ['store'],
  ['reduce'],
  ['plan', 'plugins', 'scan', 'read', 'enrich'],
  ['storage'],
  ['names', 'retry'],
];

/** What a file may not import, and where the code belongs instead. */
const forbidden = {
  jsroot: {
    group: ['jsroot', 'jsroot/**'],
    message: 'ROOT stops at server/read: turn the object into a metrics/histogram value there.',
  },
  phase: (folders) => ({
    // Expressions of derived trends belong to no phase: configs are checked with them, and stored points derived.
    group: [...folders, '!**/plan/formula/**'],
    allowTypeImports: true,
    message: 'A phase does not call another one: server/extract/extractor.ts connects them. Import only its types.',
  }),
  upward: (folder, folders) => ({
    group: folders,
    message: `server/${folder} may not import from the layers above it (oxlint.config.mjs lists them): pass the value in, or move the type down.`,
  }),
};

const restrict = (files, patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });
const inside = (folders) => folders.map((folder) => `**/${folder}/**`);

const layerRules = layers.flatMap((row, index) =>
  row.map((folder) => {
    const above = layers.slice(0, index).flat();
    const beside = row.filter((other) => other !== folder);
    return restrict(
      [`server/${folder}/**`],
      [
        forbidden.upward(folder, [...inside(above), '**/cli.ts']),
        ...(beside.length > 0 ? [forbidden.upward(folder, inside(beside))] : []),
        ...(folder === 'reduce' ? [forbidden.phase(inside(['plan', 'scan', 'read', 'enrich']))] : []),
        ...(folder === 'store' ? [forbidden.phase(inside(['plan', 'read', 'reduce', 'enrich']))] : []),
        ...(folder === 'read' ? [] : [forbidden.jsroot]),
      ],
    );
  }),
);

export default {
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'react', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist', 'node_modules', 'client/generated', 'test/sample'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-extraneous-class': 'off',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'no-console': 'error',
    eqeqeq: 'error',
    'no-await-in-loop': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    'import/no-unassigned-import': 'off',
    'import/no-named-as-default-member': 'off',
    'react/react-in-jsx-scope': 'off',
    'react/incompatible-library': 'off',
    'vitest/no-conditional-expect': 'off',
    'vitest/no-standalone-expect': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-reverse': 'off',
    'vitest/require-mock-type-parameters': 'off',
  },
  overrides: [
    { files: ['test/bench/**', 'test/load/**', 'test/tools/**'], rules: { 'no-console': 'off' } },
    ...layerRules,
    restrict(
      ['metrics/**'],
      [
        { group: inside(['server']), message: 'Metrics know histograms only: no files, no database, no server.' },
        {
          group: [
            'node:fs',
            'node:fs/**',
            'node:http',
            'node:https',
            'node:net',
            'node:child_process',
            'pg',
            'typeorm',
          ],
          message: 'A metric is pure: same input, same result.',
        },
        forbidden.jsroot,
      ],
    ),
    restrict(
      ['client/**'],
      [
        {
          group: [...inside(['server', 'migrations', 'metrics/histogram']), '**/metrics/metric.ts'],
          message: 'The client speaks GraphQL only: its types are in client/generated.',
        },
      ],
    ),
  ],
};
