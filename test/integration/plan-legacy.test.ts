/** CentralHDQM's own config files, as they are. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadConfigs } from '../../server/plan/configs.ts';
import { loadPlugins } from '../../server/plugins/plugins.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

const folder = path.join(sharedFolder, 'reference/centralhdqm-cfg');
const skipped = '(skipped without the folder "shared" next to the checkout)';

/** Reads the sections with a minimal parser: `[plot:NAME]` and the `key = value` lines below it. */
async function readMinimal(): Promise<{ subsystem: string; name: string; keys: Map<string, string> }[]> {
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ini'));
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return texts.flatMap((text, index) =>
    text
      .split(/^\[plot:/m)
      .slice(1)
      .map((section) => ({
        subsystem: path.dirname(files[index] ?? ''),
        name: section.slice(0, section.indexOf(']')),
        keys: new Map(
          [...section.matchAll(/^(\w+)\s*[=:]\s*(.*?)\s*$/gm)].map(([, key = '', value = '']) => [
            key.toLowerCase(),
            value,
          ]),
        ),
      })),
  );
}

it.skipIf(!hasShared)(`load without losing a section except duplicates ${skipped}`, async () => {
  const expected = await readMinimal();
  expect(expected).toHaveLength(3005);
  const plugins = await loadPlugins([]);
  const { sections, problems, unreadableFiles, groups } = await loadConfigs([folder], plugins);
  expect(unreadableFiles).toEqual([]);
  expect(groups).toEqual([]);
  const duplicates = problems.filter(({ message }) => message.includes('already defined'));
  expect(problems.filter((problem) => !duplicates.includes(problem))).toEqual([]);
  expect(duplicates).toHaveLength(144);
  expect(duplicates.map(({ names }) => names?.length)).toEqual(duplicates.map(() => 1));
  expect(sections).toHaveLength(3005 - 144);
});

it.skipIf(!hasShared)(`load with the keys of the files ${skipped}`, async () => {
  const { sections } = await loadConfigs([folder], await loadPlugins([]));
  const expected = await readMinimal();
  const differing = sections.filter(({ subsystem, name, title, yTitle, computation: { metric, paths } }) => {
    const given = {
      metric: metric.replaceAll(' ', ''),
      relativepath: paths.main.join('|'),
      histo1path: paths.histo1?.join('|'),
      histo2path: paths.histo2?.join('|'),
      ytitle: yTitle,
      plottitle: title === name ? undefined : title,
    };
    return !expected.some(
      (section) =>
        section.subsystem === subsystem &&
        section.name === name &&
        section.keys.get('metric')?.replaceAll(' ', '') === given.metric &&
        section.keys.get('relativepath')?.replace(/^\//, '') === given.relativepath &&
        section.keys.get('histo1path') === given.histo1path &&
        section.keys.get('histo2path') === given.histo2path &&
        section.keys.get('ytitle')?.replaceAll(/\s+/g, ' ') === given.ytitle &&
        (section.keys.get('plottitle') ?? '').replaceAll(/\s+/g, ' ') === (given.plottitle ?? ''),
    );
  });
  expect(differing).toEqual([]);
});
