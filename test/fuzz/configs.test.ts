/**
 * Mutated config files: for any text, each section gives its configs or a problem with its line, within a time limit. FUZZ_CONFIGS texts,
 * starting at SEED.
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
/** A typical file takes a few milliseconds, the largest family a second. */
const maxSeconds = 10;

let plugins: Plugins;
let good: string[];
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  plugins = await loadPlugins([]);
  folder = await temporaryFolder();
  for (const name of ['Sub', 'Whole']) await mkdir(path.join(folder.folder, name));
  // A folder without a valid config is rejected, so one valid config is always present.
  await writeFile(path.join(folder.folder, 'Whole/whole.ini'), validConfig);
  const configs = path.join(root, 'configs');
  const names = (await readdir(configs, { recursive: true })).filter((name) => name.endsWith('.ini'));
  good = await Promise.all(names.sort().map((name) => readFile(path.join(configs, name), 'utf8')));
  good.push(allFeatures);
});
afterAll(() => folder.remove());

const validConfig = '[plot:Whole]\nmetric = basic.Mean()\nrelativePath = A/B\nyTitle = y\n';

/** A file with all features of the format. */
const allFeatures = `
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

/** Pieces that are difficult for parsers. */
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

/** Mutates bytes or lines of a text, or inserts a piece once or many times. */
function mutatedText(text: string, random: Random): Buffer {
  const lines = text.split('\n');
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(lines.length);
    const line = lines[at] ?? '';
    const column = random.below(line.length + 1);
    const insert = (piece: string): void => void (lines[at] = line.slice(0, column) + piece + line.slice(column));
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
        insert(random.one(pieces).repeat(random.one([10, 1000, 50_000])));
        break;
      default:
        insert(random.one(pieces));
    }
  }
  const bytes = Buffer.from(lines.join('\n'));
  return random.below(3) === 0 ? mutated(bytes, random) : bytes;
}

it(
  `${texts} mutated config files give configs and problems within the time limit`,
  { timeout: 1_800_000 },
  async () => {
    let [configs, problems, slowest] = [0, 0, 0];
    for (let number = 0; number < texts; number++) {
      const random = new Random(seed + number);
      const bytes = mutatedText(random.one(good), random);
      await writeFile(path.join(folder.folder, 'Sub/some.ini'), bytes);
      const what = `text ${number} of seed ${seed}`;
      const start = performance.now();
      const read = await loadConfigs([folder.folder], plugins);
      const seconds = (performance.now() - start) / 1000;
      slowest = Math.max(slowest, seconds);
      expect([what, seconds < maxSeconds]).toEqual([what, true]);
      const lines = bytes.toString('utf8').split(/\r\n|\n|\r/).length;
      const invalid = read.problems.find(({ line, message }) => line < 0 || line > lines || message === '');
      expect([what, invalid]).toEqual([what, undefined]);
      const sections = read.sections.filter(({ subsystem }) => subsystem === 'Sub');
      expect([what, read.sections.length]).toEqual([what, sections.length + 1]);
      const names = sections.map(({ name }) => name);
      const known = new Set(names);
      expect([what, known.size]).toEqual([what, names.length]);
      expect([what, sections.find(({ line }) => line < 1 || line > lines)]).toEqual([what, undefined]);
      const unknownMembers = read.groups.flatMap(({ members }) => members.filter((member) => !known.has(member)));
      expect([what, unknownMembers]).toEqual([what, []]);
      configs += names.length;
      problems += read.problems.length;
    }
    process.stdout.write(
      `${texts} mutated config files from seed ${seed}: ${configs} configs, ${problems} problems; slowest ${slowest.toFixed(2)} s\n`,
    );
    expect(configs).toBeGreaterThan(texts);
    expect(problems).toBeGreaterThan(texts / 4);
  },
);
