import cronstrue from 'cronstrue';

/** Describes a cron expression: `at 03:00, every day`. Returns an expression that is not valid as it is. */
export function describeCron(cron: string): string {
  try {
    const text = cronstrue.toString(cron, { use24HourTimeFormat: true, verbose: true });
    return (text.charAt(0).toLowerCase() + text.slice(1)).replace(/, every hour, every day$/, '');
  } catch {
    return cron;
  }
}
