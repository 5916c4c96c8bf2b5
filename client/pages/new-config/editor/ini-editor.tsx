import { useRef } from 'react';
import type { DraftQuery } from '../../../generated/operations.ts';
import styles from './ini-editor.module.css';

type Problem = DraftQuery['draft']['problems'][number];

/** An editor of a text with the numbers of its lines, of which those with a problem are marked. */
export function IniEditor({
  text,
  problems,
  onChange,
  onLine,
}: {
  text: string;
  problems: readonly Problem[];
  onChange: (text: string) => void;
  /** Called with the line of the cursor, from 1, when it has moved. */
  onLine: (line: number) => void;
}) {
  const numbers = useRef<HTMLDivElement>(null);
  const count = text.split(/\r\n|\n|\r/).length;
  const messages = new Map<number, string>();
  for (const { line, message } of problems)
    messages.set(line, [...(messages.has(line) ? [messages.get(line)] : []), message].join('\n'));
  return (
    <div className={styles.root}>
      <div ref={numbers} className={styles.numbers} aria-hidden>
        {Array.from({ length: count }, (_, index) => {
          const message = messages.get(index + 1);
          return (
            <div key={index} title={message} data-problem={message === undefined ? undefined : ''}>
              {index + 1}
            </div>
          );
        })}
      </div>
      <textarea
        aria-label="Config text"
        aria-invalid={problems.length > 0}
        className={styles.text}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        placeholder={
          '[plot:NAME]\nmetric = basic.Mean()\nrelativePath = Subsystem/Folder/Name\nyTitle = Title of the y axis'
        }
        value={text}
        onChange={({ currentTarget: { value } }) => onChange(value)}
        onSelect={({ currentTarget: { value, selectionStart } }) =>
          onLine(value.slice(0, selectionStart).split('\n').length)
        }
        onScroll={({ currentTarget: { scrollTop } }) => {
          if (numbers.current) numbers.current.scrollTop = scrollTop;
        }}
      />
    </div>
  );
}
