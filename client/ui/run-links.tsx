import { RunLink } from './run-link.tsx';

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
