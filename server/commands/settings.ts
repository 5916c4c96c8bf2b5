import Table from 'cli-table3';
import type { ExitStatus } from './terminal/options.ts';
import { describeSettings, type Settings } from '../app/settings.ts';

/** `hdqm settings`: each setting, its value and its meaning. */
export function settings(settings: Settings): ExitStatus {
  const width = Math.min(process.stdout.columns ?? 120, 140);
  const [forValue, forMeaning] = [Math.floor((width - 26) * 0.4), Math.floor((width - 26) * 0.6)];
  const table = new Table({
    head: ['setting', 'value', 'meaning'],
    colWidths: [22, forValue, forMeaning],
    // Values have no blanks to break at.
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  for (const { name, value, given, meaning } of describeSettings(settings)) {
    table.push([name, value === '' ? '' : given ? value : `${value} (default)`, wrapped(meaning, forMeaning - 2)]);
  }
  process.stdout.write(`${table.toString()}\n`);
  if (settings.sample) process.stdout.write('EOS_ROOT is not given: the sample data that come with HDQM are used.\n');
  return 0;
}

/** Broken at blanks, into lines of `width` characters at most. */
function wrapped(text: string, width: number): string {
  return text.replaceAll(new RegExp(`(.{1,${width}})(?: |$)`, 'g'), '$1\n').trimEnd();
}
