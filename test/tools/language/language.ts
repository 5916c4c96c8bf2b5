import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What must keep a phrase: a file or the beginning of paths, only for `phrase` and lines that contain `text` where these are given. */
export interface Exception {
  readonly files: string;
  readonly phrase?: string;
  readonly text?: string;
  readonly reason: string;
}

export interface PhraseList {
  /** The term to use, by phrase in lower case. */
  readonly phrases: ReadonlyMap<string, string>;
  /** The same for first words of identifiers. */
  readonly identifiers: ReadonlyMap<string, string>;
  readonly allowed: readonly string[];
  readonly exceptions: readonly Exception[];
}

/** `line` is 1 for the first one, 0 for the name of the file. */
export interface Finding {
  readonly line: number;
  readonly phrase: string;
  readonly term: string;
}

type Groups = Readonly<Record<string, readonly string[]>>;

/** Reads phrases.yaml. Throws an Error where a phrase is listed twice or an exception has no reason. */
export function readPhrases(): PhraseList {
  const list = parse(readFileSync(new URL('phrases.yaml', import.meta.url), 'utf8')) as {
    phrases: Groups;
    identifiers: Groups;
    allowed: string[];
    exceptions: Partial<Exception>[];
  };
  const exceptions = list.exceptions.map(({ files = '', reason = '', ...rest }) => {
    if (files === '' || reason === '')
      throw new Error(`phrases.yaml: exception "${files}${reason}" needs files and a reason`);
    return { files, reason, ...rest };
  });
  return {
    phrases: byPhrase(list.phrases),
    identifiers: byPhrase(list.identifiers),
    allowed: list.allowed,
    exceptions,
  };
}

function byPhrase(groups: Groups): Map<string, string> {
  const terms = new Map<string, string>();
  for (const [term, phrases] of Object.entries(groups)) {
    for (const phrase of phrases.map((each) => each.toLowerCase())) {
      if (terms.has(phrase)) throw new Error(`phrases.yaml: "${phrase}" is listed twice`);
      terms.set(phrase, term);
    }
  }
  return terms;
}

/** Returns a function that lists the phrases of a file in the order of lines, each once a line. */
export function createChecker({ phrases, identifiers, allowed, exceptions }: PhraseList) {
  const anyPhrase = phrasePattern([...phrases.keys(), ...allowed.map((each) => each.toLowerCase())]);
  const anyIdentifier = identifierPattern([...identifiers.keys()]);

  return (path: string, text: string): Finding[] => {
    const exempt = exceptions.filter(({ files }) => path.startsWith(files));
    if (exempt.some((each) => each.phrase === undefined && each.text === undefined)) return [];
    const lines = text.split('\n');
    const found = new Map<string, Finding>();
    const add = (line: number, phrase: string, term: string | undefined): void => {
      const isExempt = exempt.some(
        (each) => (each.phrase ?? phrase) === phrase && (lines[line - 1] ?? '').includes(each.text ?? ''),
      );
      if (term !== undefined && !isExempt) found.set(`${line} ${phrase}`, { line, phrase, term });
    };
    for (const [, match] of matches(splitWords(path), anyPhrase)) {
      const phrase = normalise(match[0]);
      add(0, phrase, phrases.get(phrase));
    }
    for (const [line, match] of matches(splitWords(text), anyPhrase)) {
      const phrase = normalise(match[0]);
      add(line, phrase, phrases.get(phrase));
    }
    if (/\.(ts|tsx|js|mjs)$/.test(path)) {
      for (const [line, [, camel, upper, whole]] of matches(codeOnly(text), anyIdentifier)) {
        const word = (camel ?? upper ?? whole ?? '').toLowerCase();
        add(line, word, identifiers.get(word));
      }
    }
    return [...found.values()].toSorted((a, b) => a.line - b.line);
  };
}

/** Words within a phrase are separated by spaces, a hyphen, or the end of a line and the mark of a comment. */
function phrasePattern(phrases: readonly string[]): RegExp {
  const between = String.raw`(?:[ \t-]+|[ \t]*\r?\n[ \t]*(?:\*|//|#|>)?[ \t]*)`;
  const alternatives = phrases
    .toSorted((a, b) => b.length - a.length)
    .map((phrase) => phrase.split(' ').map(escape).join(between));
  return new RegExp(`(?<![a-z])(?:${alternatives.join('|')})(?![a-z])`, 'gi');
}

/** The first word of a longer name (1: `mostBytes`, 2: `MOST_BYTES`), or a whole name where it is declared (3). */
function identifierPattern(words: readonly string[]): RegExp {
  const any = words.join('|');
  return new RegExp(
    String.raw`(?<![\w$])(${any})(?=[A-Z])|(?<![\w$])(${any.toUpperCase()})(?=_)|` +
      String.raw`(?:\b(?:const|let|function|readonly|get|set|private|static)\s+|[({[,]\s*|^\s*)(?:\.\.\.)?(${any})(?=\s*\??[:,)}\]=]|\()`,
    'gm',
  );
}

const escape = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/** `soMany` and `SO_MANY` as words, on the same line as before. */
function splitWords(text: string): string {
  return text.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, ' ').replaceAll('_', ' ');
}

function normalise(phrase: string): string {
  return phrase
    .toLowerCase()
    .replaceAll(/[\s*/#>-]+/g, ' ')
    .trim();
}

/** The matches of a pattern, each with its line. */
function* matches(text: string, pattern: RegExp): Generator<[number, RegExpExecArray]> {
  let line = 1;
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const start = match.index + match[0].length - match[0].trimStart().length;
    line += text.slice(from, start).split('\n').length - 1;
    from = start;
    yield [line, match];
  }
}

/** The code of a file, with comments, strings and regular expressions left out and lines kept. */
function codeOnly(source: string): string {
  const skipped =
    /\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<=[(=,:!&|?]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/|`(?:\\[\s\S]|[^`\\])*`/g;
  return source.replaceAll(skipped, (text) => {
    // The expressions of a template are code, except where they hold further templates.
    const expressions = text.startsWith('`')
      ? [...text.matchAll(/\$\{([^{}`]*)\}/g)].map(([, code]) => code).join(';')
      : '';
    return `''${expressions}${'\n'.repeat(text.split('\n').length - expressions.split('\n').length)}`;
  });
}
