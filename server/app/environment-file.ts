/**
 * Files of environment variables, read by the rules of systemd's EnvironmentFile: a line per variable, comments from the start of a line,
 * and quotes around values. Neither `$`, `&` nor `#` in a value has a meaning.
 */

/** A file of environment variables is not readable or has an invalid line; the message names file and line, and contains no value. */
export class EnvironmentFileError extends Error {
  override name = 'EnvironmentFileError';
}

/** Characters that a backslash escapes within double quotes; before any other character it is literal. */
const escapedInQuotes = '"\\`$';
const lineEnd = /[\n\r]/;

/**
 * Parses the content of a file of environment variables. A variable that is given twice has its last value. `file` is for messages. Throws an
 * EnvironmentFileError for a line that is neither a comment nor `NAME=value`, and for a quote that is not closed.
 */
export function parseEnvironmentFile(text: string, file: string): Record<string, string> {
  const variables: Record<string, string> = {};
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const end = lineEndAfter(text, at);
    if ('#;'.includes(text.charAt(at))) {
      at = end;
      continue;
    }
    const line = text.slice(0, at).split('\n').length;
    const [, name] = /^([A-Za-z_]\w*)[ \t]*=/.exec(text.slice(at, end)) ?? [];
    if (name === undefined)
      throw new EnvironmentFileError(
        `${file}:${line}: not a variable. Write NAME=value, without \`export\`; a comment begins with #.`,
      );
    const value = readValue(text, text.indexOf('=', at) + 1);
    if (value === undefined)
      throw new EnvironmentFileError(`${file}:${line}: the quote in the value of ${name} is not closed.`);
    variables[name] = value.value;
    at = value.end;
  }
  return variables;
}

function lineEndAfter(text: string, start: number): number {
  const length = text.slice(start).search(lineEnd);
  return length === -1 ? text.length : start + length;
}

/** The value that begins at a position, and where its line ends; undefined where a quote is not closed. */
function readValue(text: string, start: number): { value: string; end: number } | undefined {
  let value = '';
  let at = start;
  for (;;) {
    while (/[ \t]/.test(text.charAt(at))) at += 1;
    const quote = text.charAt(at);
    if (quote !== "'" && quote !== '"') break;
    const part = readQuoted(text, at + 1, quote);
    if (part === undefined) return undefined;
    value += part.value;
    at = part.end;
  }
  // Without quotes, blanks at the end do not belong to the value, unless a backslash precedes them.
  let length = value.length;
  while (at < text.length && !lineEnd.test(text.charAt(at))) {
    const isEscaped = text.charAt(at) === '\\';
    if (isEscaped) at += 1;
    const character = text.charAt(at);
    at += 1;
    if (isEscaped && lineEnd.test(character)) continue; // the value goes on in the next line
    value += character;
    if (isEscaped || !/[ \t]/.test(character)) length = value.length;
  }
  return { value: value.slice(0, length), end: at };
}

function readQuoted(text: string, start: number, quote: "'" | '"'): { value: string; end: number } | undefined {
  let value = '';
  for (let at = start; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === quote) return { value, end: at + 1 };
    if (character !== '\\' || quote === "'") {
      value += character;
      continue;
    }
    at += 1;
    const next = text.charAt(at);
    if (next !== '\n') value += escapedInQuotes.includes(next) ? next : `\\${next}`;
  }
  return undefined;
}
