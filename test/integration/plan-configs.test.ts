/** The configs of HDQM, compared with those of CentralHDQM. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadConfigs } from '../../server/plan/configs.ts';
import type { Configs, ConfigSection } from '../../server/plan/plan.ts';
import { loadPlugins, type Plugins } from '../../server/plugins/plugins.ts';
import { projectRoot } from '../../server/app/project.ts';
import { hasShared, sharedFolder } from './read-golden.ts';

let plugins: Plugins;
let ours: Configs;

beforeAll(async () => {
  plugins = await loadPlugins([]);
  ours = await loadConfigs([path.join(projectRoot, 'configs')], plugins);
});

const keyOf = ({ subsystem, name }: { subsystem: string; name: string }): string => `${subsystem}/${name}`;

it('have no problems', () => {
  expect(ours.problems).toEqual([]);
  expect(new Set(ours.sections.map(({ subsystem }) => subsystem)).size).toBe(13);
});

it('have a unique title for each plot of a subsystem', () => {
  const titles = ours.sections.map(({ subsystem, title }) => `${subsystem}: ${title}`);
  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

it('have no variable left unexpanded', () => {
  expect(JSON.stringify(ours)).not.toContain('${');
});

it('load the examples of docs/configs.md', async () => {
  const text = await readFile(path.join(projectRoot, 'docs/configs.md'), 'utf8');
  const examples = [...text.matchAll(/^```ini\n(.*?)^```$/gms)].map(([, example = '']) => example);
  const sections = examples.filter((example) => /^\[(plot|group):/m.test(example));
  expect(sections.length).toBeGreaterThanOrEqual(4);
  const folder = await mkdtemp(path.join(tmpdir(), 'hdqm-docs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(path.join(folder, 'Docs'));
  await writeFile(path.join(folder, 'Docs/examples.ini'), sections.join('\n'));
  const { problems, ...loaded } = await loadConfigs([folder], plugins);
  expect(problems).toEqual([]);
  expect(loaded.sections.length).toBeGreaterThan(10);
  expect(loaded.groups.map(({ members }) => members.length)).toEqual([4, 4]);
});

describe.skipIf(!hasShared)(
  'compared with CentralHDQM (skipped without the folder "shared" next to the checkout)',
  () => {
    /** Configs with wrong paths there: two have an extra x, the third reads disk +1 for disk -1. */
    const corrected = ['DT/SigmaRes_Phi_MB4_YB2', 'DT/MeanT0_MB4_YB2', 'PixelPhase1/DigiPerClusterPixel_FPix_Dm1'];
    /** Groups none of whose members is configured. */
    const emptyGroups = ['GEM/Digi_Strips_Gemini', 'GEM/Residual_Width', 'GEM/PedestalNoise_Width'];
    let legacy: readonly ConfigSection[];

    beforeAll(async () => {
      legacy = (await loadConfigs([path.join(sharedFolder, 'reference/centralhdqm-cfg')], plugins)).sections;
    });

    it('have the same trends', () => {
      expect(ours.sections.map(keyOf).sort()).toEqual(legacy.map(keyOf).sort());
    });

    it('have the same computations, except the corrected ones', () => {
      const known = new Map(legacy.map((section) => [keyOf(section), section.computation]));
      const runThree = (name: string): boolean => /^DT\/MeanT0_MB\d_YB-?\d$/.test(name);
      const differing = ours.sections.filter(
        (section) => JSON.stringify(section.computation) !== JSON.stringify(known.get(keyOf(section))),
      );
      // The mean t0 is defined twice there, for Run 2 and for Run 3; ours is the one for Run 3.
      expect(differing.map(keyOf).filter((name) => !runThree(name) && !corrected.includes(name))).toEqual([]);
      expect(differing.map(keyOf)).toEqual(expect.arrayContaining(corrected));
      const t0 = ours.sections.filter((section) => runThree(keyOf(section)));
      expect(t0).toHaveLength(20);
      expect(new Set(t0.map(({ computation }) => computation.metric))).toEqual(new Set(['basic.Mean()']));
    });

    it('have the same groups', async () => {
      const text = await readFile(path.join(sharedFolder, 'reference/display-groups.json'), 'utf8');
      const groups = JSON.parse(text) as { subsystem: string; name: string; correlation: boolean; series: string[] }[];
      const configs = new Set(legacy.map(keyOf));
      const expected = groups
        .map(({ subsystem, name, correlation, series }) => ({
          group: keyOf({ subsystem, name }),
          correlation,
          members: series.filter((member) => configs.has(keyOf({ subsystem, name: member }))),
        }))
        .filter(({ group }) => !emptyGroups.includes(group));
      expect(groups).toHaveLength(297);
      // docs/configs.md lists them.
      const unconfigured = groups.flatMap(({ subsystem, series }) =>
        series.filter((name) => !configs.has(keyOf({ subsystem, name }))),
      );
      expect(unconfigured).toHaveLength(21);
      const got = ours.groups.map((group) => ({
        group: keyOf(group),
        correlation: group.correlation,
        members: group.members,
      }));
      const byName = (a: { group: string }, b: { group: string }): number => (a.group < b.group ? -1 : 1);
      expect(got.sort(byName)).toEqual(expected.sort(byName));
    });
  },
);
