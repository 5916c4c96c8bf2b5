import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { runLink } from '../url/links.ts';

/** A run number that opens the page of the run; other text where it is given. */
export function RunLink({ run, children, bold }: { run: number; children?: ReactNode; bold?: boolean }) {
  return (
    <Anchor component={Link} to={runLink(run)} inherit title={`Open run ${run}`} {...(bold ? { fw: 600 } : {})}>
      {children ?? run}
    </Anchor>
  );
}

/** Links to runs with commas between them, of which the first `max` are shown; how many more there are, if any. */
export function RunLinks({ runs, max }: { runs: readonly number[]; max: number }) {
  return (
    <>
      {runs.slice(0, max).map((run, index) => (
        <span key={run}>
          {index > 0 ? ', ' : ''}
          <RunLink run={run} />
        </span>
      ))}
      {runs.length > max ? ` and ${runs.length - max} more` : ''}
    </>
  );
}
