import { Alert, Button } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ConfigProblemsQuery } from '../../generated/operations.ts';
import styles from './config-problems.module.css';

type Problem = ConfigProblemsQuery['configProblems'][number];

/** Problems that are listed at first. */
const maxListed = 5;

/** The problems that the last scan found in the config files and plugins, as `hdqm check` reports them; nothing where there are none. */
export function ConfigProblems({ problems }: { problems: readonly Problem[] }) {
  const [showAll, setShowAll] = useState(false);
  if (problems.length === 0) return null;
  const title = `The last scan found ${problems.length === 1 ? '1 problem' : `${problems.length} problems`} in the files`;
  return (
    <Alert
      role="region"
      aria-label="Problems"
      color="red"
      icon={<CircleAlert size={18} />}
      title={title}
      mb="md"
      py="xs"
    >
      <ul className={styles.list}>
        {(showAll ? problems : problems.slice(0, maxListed)).map((problem) => (
          <li key={locationOf(problem) + problem.message}>
            <span className="mono">{locationOf(problem)}</span> {problem.message}
            {problem.suggestion === null ? null : (
              <>
                ; did you mean <span className="mono">{problem.suggestion}</span>?
              </>
            )}
          </li>
        ))}
      </ul>
      {problems.length > maxListed ? (
        <Button size="compact-xs" variant="default" mt={4} onClick={() => setShowAll(!showAll)}>
          {showAll ? 'Show fewer' : `Show all ${problems.length}`}
        </Button>
      ) : null}
    </Alert>
  );
}

function locationOf({ file, lines }: Problem): string {
  return lines.length === 0 ? file : `${file}:${lines.join(',')}`;
}
