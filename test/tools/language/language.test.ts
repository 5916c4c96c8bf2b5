import { describe, expect, it } from 'vitest';
import { createChecker, readPhrases } from './language.ts';

const list = readPhrases();
const check = createChecker({ ...list, exceptions: [] });
const found = (path: string, text: string) => check(path, text).map(({ line, phrase }) => `${line} ${phrase}`);

describe('the language check', () => {
  it.each([...list.phrases])('finds "%s" and suggests "%s"', (phrase, term) => {
    expect(check('docs/a.md', `# Title\n\nHere see ${phrase}, once.`)).toEqual([{ line: 3, phrase, term }]);
    expect(found('docs/a.md', `See ${phrase.toUpperCase()}.`)).toEqual([`1 ${phrase}`]);
  });

  it.each([...list.identifiers])('finds identifiers that begin with "%s" and suggests "%s"', (word, term) => {
    const upper = word.toUpperCase();
    const text = `// ${word} of it\nconst ${word}Bytes = '${word}'\n  + ${upper}_BYTES;\nlet ${word} = 1;\nf((${word}, b) => 1);`;
    expect(check('server/a.ts', text).filter(({ phrase }) => phrase === word)).toEqual(
      [2, 3, 4, 5].map((line) => ({ line, phrase: word, term })),
    );
  });

  it('finds phrases inside identifiers, file names and over the end of a line', () => {
    expect(found('server/a.ts', 'notSoMany();\nconst SO_MANY = 1;')).toEqual(['1 not so many', '2 so many']);
    expect(found('server/kept-answers.ts', '')).toEqual(['0 kept answers']);
    expect(found('server/a.ts', '/**\n * A visitor who\n * may not see it.\n */')).toEqual(['2 who may not']);
    expect(found('docs/a.md', 'It starts by\nitself.')).toEqual(['1 by itself']);
  });

  it('finds identifiers in the expressions of a template, and not in its text', () => {
    expect(found('server/a.ts', '`at most ${mostBytes} bytes,\n the place`;\nconst place = 1;')).toEqual([
      '1 most',
      '3 place',
    ]);
  });

  it('accepts ordinary English', () => {
    const text = [
      'At most 5 of the most recent runs, at least 3; usually the longest job runs first.',
      'It takes place in one place. The client tries to connect and reads the rest. Why: see below.',
      'A viewer may read it; the longest of them may not. The cached value is kept for 5 minutes.',
    ];
    expect(found('docs/a.md', text.join('\n'))).toEqual([]);
    expect(found('server/a.ts', text.map((line) => `// ${line}`).join('\n'))).toEqual([]);
    expect(found('server/a.ts', 'const { a, ...rest } = almost(atLeast, atMost, replace(replaced), mayor);')).toEqual(
      [],
    );
  });

  it('skips exceptions: a folder, a phrase of a file, a phrase of a line', () => {
    const exceptions = [
      { files: 'migrations/', reason: 'final' },
      { files: 'schema.graphql', phrase: 'tries', text: 'tries: Int', reason: 'deprecated alias' },
    ];
    const checkSome = createChecker({ ...list, exceptions });
    expect(checkSome('migrations/1.ts', 'usual')).toEqual([]);
    expect(checkSome('schema.graphql', '  tries: Int!\n  usual: Int!\n  "the tries"').map(({ line }) => line)).toEqual([
      2, 3,
    ]);
  });
});
