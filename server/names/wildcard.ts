/** Whether a text is like a name in which `*` stands for any text, also none. */
export interface Wildcard {
  test(text: string): boolean;
}

/** A regular expression would take for ever over many `*` in a name of many letters: each piece between them is looked for once. */
export function wildcard(name: string): Wildcard {
  const pieces = name.split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (pieces.length === 1) return { test: (text) => text === name };
  return {
    test: (text) => {
      if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
      const end = text.length - last.length;
      let at = first.length;
      for (const piece of pieces.slice(1, -1)) {
        const found = text.indexOf(piece, at);
        if (found === -1 || found + piece.length > end) return false;
        at = found + piece.length;
      }
      return true;
    },
  };
}
