import type { Draft } from '../../../../plan/draft.ts';

/** Length of a link above which servers reject it, GitHub's among them. */
const maxUrlLength = 8_000;

/**
 * The link of a template that makes a file of a draft: `name`, by default that of its first section, has characters of file names only. Without
 * the text where the link would be too long.
 */
export function editUrl(template: string, { subsystem, sections }: Draft, text: string, name?: string | null): string {
  const first = sections.find((section) => section.name !== '')?.name ?? '';
  const safe = (name || first.replaceAll(/\$\{[^}]*\}/g, ''))
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 100);
  const fill = (content: string): string => {
    const values: Readonly<Record<string, string>> = { subsystem, name: safe || 'plots', text: content };
    return template.replaceAll(/\{(\w+)\}/g, (whole, key: string) => encode(values[key] ?? whole));
  };
  const url = fill(text);
  return url.length > maxUrlLength ? fill('') : url;
}

/** Halves of surrogate pairs, which a text may have, cannot be encoded. */
const encode = (value: string): string => encodeURIComponent(Buffer.from(value).toString());
