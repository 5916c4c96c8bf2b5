/**
 * Returns a predicate that matches a text against a pattern in which `*` stands for any text, including none.
 * It looks for each piece between two `*` once, so that its time is linear; an equivalent regular expression backtracks.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const pieces = pattern.split('*');
  const [first = '', last = ''] = [pieces[0], pieces.at(-1)];
  if (pieces.length === 1) return (text) => text === pattern;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let position = first.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = text.indexOf(piece, position);
      if (found === -1 || found + piece.length > end) return false;
      position = found + piece.length;
    }
    return true;
  };
}
