/** The first line of a text in Markdown, without the marks of its format, up to `length` characters. */
export function summarizeMarkdown(text: string, length = 100): string {
  const line =
    text
      .split('\n')
      .map((each) => each.replaceAll(/^[\s#>*+-]+|[*_`]{1,3}/g, '').trim())
      .find((each) => each !== '') ?? '';
  return line.length > length ? `${line.slice(0, length - 1).trimEnd()}…` : line;
}
