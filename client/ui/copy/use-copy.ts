import { useCallback, useEffect, useState } from 'react';

/** Milliseconds for which a copied text counts as copied. */
const shownMs = 2500;

/** Copies texts; `result` is the last text and whether it was copied, null some seconds later. */
export function useCopy(): { copy: (text: string) => void; result: { text: string; isCopied: boolean } | null } {
  const [result, setResult] = useState<{ text: string; isCopied: boolean } | null>(null);
  useEffect(() => {
    if (!result?.isCopied) return undefined;
    const timer = setTimeout(() => setResult(null), shownMs);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = useCallback((text: string) => {
    void copyText(text).then((isCopied) => setResult({ text, isCopied }));
  }, []);
  return { copy, result };
}

/** Copies a text and returns whether the browser did. A page without HTTPS has no clipboard API, but the older command works there. */
async function copyText(text: string): Promise<boolean> {
  // Browsers leave it out without HTTPS, which their types do not say.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) return copyByCommand(text);
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    // The permission is denied, or the page is not in the foreground.
    return copyByCommand(text);
  }
}

function copyByCommand(text: string): boolean {
  const input = Object.assign(document.createElement('textarea'), { value: text, readOnly: true });
  Object.assign(input.style, { position: 'fixed', opacity: '0' });
  const focused = document.activeElement;
  document.body.append(input);
  input.select();
  const isCopied = document.execCommand('copy');
  input.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isCopied;
}
