/**
 * Config files with something wrong in them: whatever the text, each section gives its configs or a problem at its line, in time. FUZZ_CONFIGS
 * texts, from SEED on.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfigs } from '../../server/plan/configs.ts';
import { loadPlugins, type Plugins } from '../../server/plugins/plugins.ts';
import { root, temporaryFolder } from '../integration/command.ts';
import { numberFrom, Random } from '../random.ts';
import { mutated } from './mutation.ts';

const texts = numberFrom('FUZZ_CONFIGS', 100);
const seed = numberFrom('SEED', 20_261_125);
/** A usual file takes a few milliseconds, the longest family a second. */
const mostSeconds = 10;

let plugins: Plugins;
let good: string[];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  plugins = await loadPlugins([]);
  folder = await temporaryFolder();
  for (const name of ['Sub', 'Whole']) await mkdir(path.join(folder.folder, name));
  // A folder of which no config can be used is refused as a whole.
  await writeFile(path.join(folder.folder, 'Whole/whole.ini'), whole);
  const configs = path.join(root, 'configs');
  const names = (await readdir(configs, { recursive: true })).filter((name) => name.endsWith('.ini'));
  good = await Promise.all(names.sort().map((name) => readFile(path.join(configs, name), 'utf8')));
  good.push(every);
});
afterAll(() => folder.remove());

const whole = '[plot:Whole]\nmetric = basic.Mean()\nrelativePath = A/B\nyTitle = y\n';

/** All that a file may have. */
const every = `
[defaults]
for.layer = 1..4
for.side | label = L | left, R | right
yTitle = mean

[plot:Layer\${layer}_\${side}]
metric = basic.BinCount('a \${label}', True)
relativePath = A/B/\${layer}
  A/C/\${layer} \${side}
threshold = 100
applyThreshold = yes
referenceRun = 360000

[plot:Two_\${n}]
for.n = HB01..HB18, HE02..HE12 by 2
metric = fits.LandauAroundMax([1, (2., None)], "x")
relativePath = A/\${n}
histo1Path = B/\${n}
yTitle: y

[group:All_\${layer}]
title = All of \${layer}
members = Layer\${layer}_*
  Two_*
correlation = no
`;

/** What readers of texts are never ready for. */
const pieces = [
  '${',
  '}',
  '${layer}',
  '..',
  '1..9999999999',
  '-5..5 by 0',
  '*',
  'a*',
  "'",
  '"',
  '\\',
  '(',
  '[',
  ')',
  ',',
  '|',
  '=',
  '\n',
  '\n  ',
  '\r',
  '\n[plot:',
  '\n[group:',
  '\n[defaults]\n',
  'for.',
  '$&',
  '0',
  '1e999',
  '\u00e9',
  '\ufeff',
  '\u2028',
  ' ',
  '#',
  'members = *',
  '__proto__',
];

/** A text with something wrong: in its bytes, its lines, or by a piece put in once, or many times in a row. */
function spoiltText(text: string, random: Random): Buffer {
  const lines = text.split('\n');
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(lines.length);
    const line = lines[at] ?? '';
    const column = random.below(line.length + 1);
    const put = (piece: string): void => void (lines[at] = line.slice(0, column) + piece + line.slice(column));
    switch (random.below(6)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(random.below(lines.length), 0, line);
        break;
      case 2:
        [lines[at], lines[0]] = [lines[0] ?? '', line];
        break;
      case 3:
        put(random.one(pieces).repeat(random.one([10, 1000, 50_000])));
        break;
      default:
        put(random.one(pieces));
    }
  }
  const bytes = Buffer.from(lines.join('\n'));
  return random.below(3) === 0 ? mutated(bytes, random) : bytes;
}

it(`${texts} spoilt config files give their configs and their problems, in time`, { timeout: 1_800_000 }, async () => {
  let [configs, problems, slowest] = [0, 0, 0];
  for (let number = 0; number < texts; number++) {
    const random = new Random(seed + number);
    const bytes = spoiltText(random.one(good), random);
    await writeFile(path.join(folder.folder, 'Sub/some.ini'), bytes);
    const what = `text ${number} of seed ${seed}`;
    const begun = performance.now();
    const read = await loadConfigs([folder.folder], plugins);
    const seconds = (performance.now() - begun) / 1000;
    slowest = Math.max(slowest, seconds);
    expect([what, seconds < mostSeconds]).toEqual([what, true]);
    const lines = bytes.toString('utf8').split(/\r\n|\n|\r/).length;
    const odd = read.problems.find(({ line, message }) => line < 0 || line > lines || message === '');
    expect([what, odd]).toEqual([what, undefined]);
    const spoilt = read.sections.filter(({ subsystem }) => subsystem === 'Sub');
    expect([what, read.sections.length]).toEqual([what, spoilt.length + 1]);
    const names = spoilt.map(({ name }) => name);
    const known = new Set(names);
    expect([what, known.size]).toEqual([what, names.length]);
    expect([what, spoilt.find(({ line }) => line < 1 || line > lines)]).toEqual([what, undefined]);
    const strangers = read.groups.flatMap(({ members }) => members.filter((member) => !known.has(member)));
    expect([what, strangers]).toEqual([what, []]);
    configs += names.length;
    problems += read.problems.length;
  }
  process.stdout.write(
    `${texts} spoilt config files from seed ${seed}: ${configs} configs, ${problems} problems; slowest ${slowest.toFixed(2)} s\n`,
  );
  expect(configs).toBeGreaterThan(texts);
  expect(problems).toBeGreaterThan(texts / 4);
});
