import Table from 'cli-table3';
import type { ExitStatus } from './options.ts';
import { describeSettings, type Settings } from '../settings.ts';

/** `hdqm settings`: each setting, its value and its meaning. */
export function settings(settings: Settings): ExitStatus {
  const width = Math.min(process.stdout.columns ?? 120, 140);
  const table = new Table({
    head: ['setting', 'value', 'meaning'],
    colWidths: [20, Math.floor((width - 24) * 0.4), Math.floor((width - 24) * 0.6)],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: ['bold'], border: [] },
  });
  for (const { name, value, given, meaning } of describeSettings(settings)) {
    table.push([name, value === '' ? '' : given ? value : `${value} (default)`, meaning]);
  }
  process.stdout.write(`${table.toString()}\n`);
  if (settings.sample) process.stdout.write('EOS_ROOT is not given: the sample data that come with HDQM are used.\n');
  return 0;
}
