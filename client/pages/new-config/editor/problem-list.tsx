import { Button, Text } from '@mantine/core';
import type { DraftQuery } from '../../../generated/operations.ts';
import { replaceSuggested } from './replace-suggested.ts';
import styles from './problem-list.module.css';

/** The problems of a text, as `hdqm check` reports them. A click on a suggestion inserts it. */
export function ProblemList({
  text,
  draft,
  onChange,
}: {
  text: string;
  /** Undefined while the text is checked for the first time. */
  draft: DraftQuery['draft'] | undefined;
  onChange: (text: string) => void;
}) {
  if (!draft) return <Text size="xs">Checking…</Text>;
  const { problems, configCount } = draft;
  const configs = `${configCount.toLocaleString('en')} valid ${configCount === 1 ? 'config' : 'configs'}`;
  return (
    <div className={styles.root} role="status" aria-label="Result of the check">
      {problems.length === 0 ? (
        <Text size="xs" c="dimmed">
          {text.trim() === '' ? 'No section yet.' : `No problems: ${configs}.`}
        </Text>
      ) : (
        <ul>
          {problems.map((problem, index) => (
            <li key={index}>
              <b>{problem.line > 0 ? `line ${problem.line}` : 'text'}</b> {problem.message}
              <Suggestion {...{ problem, text, onChange }} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Suggestion({
  problem,
  text,
  onChange,
}: {
  problem: DraftQuery['draft']['problems'][number];
  text: string;
  onChange: (text: string) => void;
}) {
  if (problem.suggestion === null) return null;
  const after = replaceSuggested(text, problem);
  if (after === undefined)
    return (
      <>
        ; did you mean <span className="mono">{problem.suggestion}</span>?
      </>
    );
  return (
    <>
      {' '}
      <Button size="compact-xs" onClick={() => onChange(after)}>
        Replace by {problem.suggestion}
      </Button>
    </>
  );
}
