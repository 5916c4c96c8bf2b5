import { Button, Textarea } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useCopy } from './use-copy.ts';

/** Copies a text; where the browser does not, shows it for copying by hand. */
export function CopyText({
  text,
  format = 'text',
  title,
  about,
}: {
  text: string;
  /** What it is copied as, on the button. */
  format?: 'text' | 'Markdown';
  /** Tooltip of the button. */
  title: string;
  /** Names the text, where it is shown. */
  about: string;
}) {
  const { copy, result } = useCopy();
  const isCopied = result?.isCopied === true;
  return (
    <>
      <Button
        size="compact-sm"
        leftSection={isCopied ? <Check size={14} /> : <Copy size={14} />}
        title={title}
        onClick={() => copy(text)}
      >
        {isCopied ? `${format === 'text' ? 'Text' : format} copied` : `Copy as ${format}`}
      </Button>
      {result?.isCopied === false ? (
        <Textarea w="100%" aria-label={about} readOnly rows={8} value={result.text} autoFocus />
      ) : null}
    </>
  );
}
