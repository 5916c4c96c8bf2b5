import { describe, expect, it } from 'vitest';
import { editUrl } from '../../../../../../server/api/graphql/resolvers/drafts/edit-url.ts';
import { readDraft } from '../../../../../../server/plan/draft.ts';

const template = 'https://git.example.org/new/main?filename=configs/{subsystem}/{name}.ini&value={text}';
const url = (text: string, name?: string, subsystem = 'Tracker'): string =>
  editUrl(template, readDraft(subsystem, text, [], { metrics: new Map() }), text, name);

describe('editUrl', () => {
  it('has the name of the first section, and the text', () => {
    const link = new URL(url('[defaults]\ny=1\n[plot:Mean${side} of x/y]\nmetric = a\n# & + é\n'));
    expect(link.searchParams.get('filename')).toBe('configs/Tracker/Mean-of-x-y.ini');
    expect(link.searchParams.get('value')).toBe('[defaults]\ny=1\n[plot:Mean${side} of x/y]\nmetric = a\n# & + é\n');
  });

  it('has the given name, without characters that lead elsewhere', () => {
    const nameOf = (name: string, subsystem?: string): string | null =>
      new URL(url('', name, subsystem)).searchParams.get('filename');
    expect(nameOf('my plots')).toBe('configs/Tracker/my-plots.ini');
    expect(nameOf('../../x&value=y')).toBe('configs/Tracker/x-value-y.ini');
    expect(nameOf('???')).toBe('configs/Tracker/plots.ini');
    expect(new URL(url('', 'a', 'A&b=c#d')).searchParams.get('filename')).toBe('configs/A&b=c#d/a.ini');
  });

  it('leaves out a text that is too long for a link, and encodes half a character', () => {
    expect(url('x'.repeat(8_000))).toMatch(/&value=$/);
    expect(url('\ud800 {name}')).toMatch(/&value=%EF%BF%BD%20%7Bname%7D$/);
  });
});
