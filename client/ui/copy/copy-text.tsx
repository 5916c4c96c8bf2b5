import { Button, Textarea } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useCopy } from './use-copy.ts';

/** Copies a text; where the browser does not, shows it for copying by hand. */
export function CopyText({
  text,
  label = 'Copy as text',
  title,
  about,
}: {
  text: string;
  label?: string;
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
        {isCopied ? 'Text copied' : label}
      </Button>
      {result?.isCopied === false ? (
        <Textarea w="100%" aria-label={about} readOnly rows={8} value={result.text} autoFocus />
      ) : null}
    </>
  );
}
