import { Text } from '@mantine/core';
import { describeStep } from '../../../chart/hover/describe-step.ts';
import { Section } from '../../../ui/panel.tsx';
import { RunLink, RunLinks } from '../../../ui/run-link.tsx';
import { agreementText } from './agreement-text.ts';
import type { BackTest } from './draft-lines.ts';
import styles from './back-test-list.module.css';

/** What the judgement of the draft's configs would have found in the runs, and how it agrees with Run Registry. */
export function BackTestList({ backTests, names }: { backTests: readonly BackTest[]; names: readonly string[] }) {
  return (
    <Section title="Back-test" className={styles.root}>
      {backTests.map((backTest, index) => (
        <div key={names[index]} role="group" aria-label={names[index]}>
          {backTests.length > 1 ? (
            <Text size="sm" fw={600}>
              {names[index]}
            </Text>
          ) : null}
          <Found backTest={backTest} />
          <Agreement agreement={backTest.agreement} />
        </div>
      ))}
    </Section>
  );
}

function Found({ backTest: { runs, findings, segments } }: { backTest: BackTest }) {
  const steps = segments.flatMap((segment) => {
    const step = describeStep(segments, segment.firstRun);
    return step ? [{ run: segment.firstRun, text: step.text }] : [];
  });
  return (
    <>
      <Text size="sm">
        {findings.length === 0 ? 'No alarm' : findings.length === 1 ? '1 alarm' : `${findings.length} alarms`} and{' '}
        {steps.length === 1 ? '1 step' : `${steps.length || 'no'} steps`} in {runs} judged runs.
      </Text>
      <ul>
        {findings.map(({ cause, severity, firstRun, lastRun, text }) => (
          <li key={`${cause} ${severity} ${firstRun}`}>
            <b>{severity}</b> <RunLink run={firstRun} />
            {lastRun === firstRun ? null : (
              <>
                {' '}
                to <RunLink run={lastRun} />
              </>
            )}
            : {text}
          </li>
        ))}
        {steps.map(({ run, text }) => (
          <li key={run}>
            step at <RunLink run={run} />: {text}
          </li>
        ))}
      </ul>
    </>
  );
}

function Agreement({ agreement }: Pick<BackTest, 'agreement'>) {
  if (!agreement)
    return (
      <Text size="sm" c="dimmed">
        Run Registry has no flag of this subsystem for these runs.
      </Text>
    );
  const { missedRuns, disturbedRuns, columns } = agreement;
  return (
    <>
      <Text size="sm" title={`Flags ${columns.join(', ')}`}>
        Run Registry: {agreementText(agreement)}.
      </Text>
      <Runs label="BAD without an alarm:" runs={missedRuns} />
      <Runs label="GOOD with an alarm:" runs={disturbedRuns} />
    </>
  );
}

/** Runs that are named at most. */
const maxNamed = 20;

function Runs({ label, runs }: { label: string; runs: readonly number[] }) {
  if (runs.length === 0) return null;
  return (
    <Text size="sm">
      {label} <RunLinks runs={runs} max={maxNamed} />
    </Text>
  );
}
