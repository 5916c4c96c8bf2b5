import { Button, Textarea } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useCopy } from '../../ui/use-copy.ts';

/** Copies a text; where the browser does not, shows it for copying by hand. */
export function CopyText({ text }: { text: string }) {
  const { copy, result } = useCopy();
  const isCopied = result?.isCopied === true;
  return (
    <>
      <Button
        size="compact-sm"
        leftSection={isCopied ? <Check size={14} /> : <Copy size={14} />}
        title="For the elog: the run, the alarms and what changed"
        onClick={() => copy(text)}
      >
        {isCopied ? 'Text copied' : 'Copy as text'}
      </Button>
      {result?.isCopied === false ? (
        <Textarea w="100%" aria-label="Text of the incident" readOnly rows={8} value={result.text} autoFocus />
      ) : null}
    </>
  );
}
