import { Button, Textarea } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useCopy } from './use-copy.ts';

/** Copies a text; where the browser does not, shows it for copying by hand. */
export function CopyText({
  text,
  format = 'text',
  what,
  title,
  about,
}: {
  text: string;
  /** What it is copied as, on the button. */
  format?: 'text' | 'Markdown';
  /** What is copied, on the button, where that is clearer than the format. */
  what?: string;
  /** Tooltip of the button. */
  title: string;
  /** Names the text, where it is shown. */
  about: string;
}) {
  const { copy, result } = useCopy();
  const isCopied = result?.isCopied === true;
  const subject = what ?? format;
  return (
    <>
      <Button
        size="compact-sm"
        leftSection={isCopied ? <Check size={14} /> : <Copy size={14} />}
        title={title}
        onClick={() => copy(text)}
      >
        {isCopied
          ? `${subject.charAt(0).toUpperCase()}${subject.slice(1)} copied`
          : `Copy ${what === undefined ? 'as ' : ''}${subject}`}
      </Button>
      {result?.isCopied === false ? (
        <Textarea w="100%" aria-label={about} readOnly rows={8} value={result.text} autoFocus />
      ) : null}
    </>
  );
}
