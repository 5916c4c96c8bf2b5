import Table from 'cli-table3';
import { describeSettings, type Settings } from '../app/settings.ts';
import type { ExitStatus } from './terminal/exit-status.ts';

/** `hdqm settings`: prints each setting with its value and description. */
export function settings(settings: Settings): ExitStatus {
  const width = Math.min(process.stdout.columns ?? 120, 140);
  const [valueWidth, descriptionWidth] = [Math.floor((width - 26) * 0.4), Math.floor((width - 26) * 0.6)];
  const table = new Table({
    head: ['setting', 'value', 'description'],
    colWidths: [22, valueWidth, descriptionWidth],
    // Values contain no blanks to break at.
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  for (const { name, value, given, description } of describeSettings(settings)) {
    table.push([
      name,
      value === '' ? '' : given ? value : `${value} (default)`,
      wrap(description, descriptionWidth - 2),
    ]);
  }
  process.stdout.write(`${table.toString()}\n`);
  if (settings.sample) process.stdout.write('EOS_ROOT is not set: using the sample data.\n');
  return 0;
}

/** Wraps a text at blanks into lines of at most `width` characters. */
function wrap(text: string, width: number): string {
  return text.replaceAll(new RegExp(`(.{1,${width}})(?: |$)`, 'g'), '$1\n').trimEnd();
}
