import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hasPythonModules, python } from '../tools/python.ts';
import { type Ended, ended, hdqm, printed, root, startHdqm, temporaryFolder } from './command.ts';

/** The server that the examples name. */
const exampleUrl = 'https://hdqm.example.org';
let server: ChildProcess;
let url: string;
let token: string;
let folder: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  const environment = { HDQM_DATA: path.join(folder, 'data') };
  server = startHdqm(['serve'], { ...environment, PORT: '0' });
  const scanned = printed(server, /"msg":"scan finished"/);
  [url = ''] = await printed(server, /http:\/\/127\.0\.0\.1:\d+/);
  await scanned;
  token = (await hdqm(['token', 'create', 'cookbook'], environment)).stdout.trim();
}, 300_000);
afterAll(async () => {
  const end = ended(server);
  server.kill('SIGTERM');
  await end;
  await remove();
});

interface Example {
  /** The heading above it, and its number below that. */
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

function examplesOf(markdown: string): Example[] {
  let heading = '';
  let number = 0;
  const examples: Example[] = [];
  for (const [, title, language, code = ''] of markdown.matchAll(/^## ([^\n]+)$|^```(\w+)\n(.*?)^```$/gms)) {
    if (title !== undefined) [heading, number] = [title, 0];
    else examples.push({ name: `${heading} ${(number += 1)}`, language: language ?? '', code });
  }
  return examples;
}

const examples = examplesOf(readFileSync(path.join(root, 'docs/cookbook.md'), 'utf8'));

/** What each example prints. */
const output: Readonly<Record<string, RegExp>> = {
  'curl 1': /^subsystem,config,.*\nTracker,NumberOfTrack_mean,ZeroBias,PromptReco,Run2023B,366409,316\.\d+,/,
  'curl 2': /^200\n$/,
  'curl 3': /^image\/png\n$/,
  'curl 4': /^number,fill,.*(\n\d{6},\d+,Run2023[A-Z],.*){5}\n$/,
  'pandas 1': /^config\s.*\nNumberOfTrack_mean +35\.0 +475\.\d+/m,
  'pandas 2': /^NumberOfTrack_mean +35$/m,
  'pandas 3': /^recordedLumi +0\.\d+ +1\.0+$/m,
  'pandas 4': /^(\w+ +-?\d+\.\d+\n){5}/m,
  'pandas 5': /^era\n(Run2023[A-Z] +\d+\.\d+\n)+/,
  'pandas 6': /^400 unknown parameter lastest; known ones are /,
  'pyarrow 1': /primaryDataset +value_mean +run_max\n.* ZeroBias +\d/s,
  'pyarrow 2': /^(\d+ \d{6} \d+\n)+$/,
  'NumPy 1': /^Number of tracks 743\.\d+\n$/,
  'ROOT 1': /^TH1F 936\.0 743\.2562\d* \d/,
  'ROOT 2': /^3\d \d+\.\d+ \d+\.\d+\n3\d 0\.\d+\n$/,
  'GraphQL 1': /^\{"data":\{"datasets":\[\{"primaryDataset":"Cosmics","processing":"PromptReco",/,
  'GraphQL 2': /^NumberOfTrack_mean \(370306, 417\.\d+\)\nTrackPt_mean \(370306, \d/,
  'GraphQL 3': /^40 \{'number': 370\d{3}, 'startTime': '2023-06-/,
};
/** A Python with ROOT: ROOT_PYTHON, or the one that `python3` is. */
const rootPython = process.env['ROOT_PYTHON'] ?? 'python3';
const hasRoot = spawnSync(rootPython, ['-c', 'import ROOT']).status === 0;

const isRunnable = ({ language, code }: Example): boolean => {
  if (language === 'sh') return spawnSync('curl', ['--version']).status === 0;
  const modules = [...code.matchAll(/^(?:import|from) (\w+)/gm)].map(([, module = '']) => module);
  return modules.includes('ROOT') ? hasRoot : hasPythonModules(...new Set(modules));
};

function run({ language, code }: Example): Promise<Ended> {
  const here = code.replaceAll(exampleUrl, url);
  const interpreter = code.includes('import ROOT') ? rootPython : python;
  const [command, ...args] =
    language === 'sh' ? ['bash', '--norc', '-euc', here] : [interpreter, '-W', 'ignore', '-c', here];
  const { PATH = '', HOME = '' } = process.env;
  return ended(
    spawn(command, args, {
      cwd: folder,
      env: { PATH, HOME, HDQM_TOKEN: token, MPLBACKEND: 'agg' },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

describe('examples of docs/cookbook.md (skipped without curl, pandas, pyarrow, matplotlib; ROOT_PYTHON names a Python with ROOT)', () => {
  it('name what they print here', () => {
    expect(examples.map(({ name }) => name)).toEqual(Object.keys(output));
    expect(examples.every(({ code }) => code.includes(exampleUrl))).toBe(true);
  });

  for (const example of examples)
    it.skipIf(!isRunnable(example))(
      `run: ${example.name}`,
      async () => {
        const { status, stdout, stderr } = await run(example);
        expect(stderr).toBe('');
        expect(stdout).toMatch(output[example.name] ?? /^$/);
        expect(status).toBe(0);
      },
      120_000,
    );

  it.skipIf(!isRunnable({ name: '', language: 'sh', code: '' }))(
    'download a file again only if it changed',
    async () => {
      const again = examples.find(({ name }) => name === 'curl 2');
      expect(await run(again ?? { name: '', language: '', code: '' })).toMatchObject({ status: 0, stdout: '304\n' });
    },
  );
});

interface Query {
  readonly url: string;
  readonly type: 'csv' | 'graphql';
  readonly url_options: {
    readonly method: string;
    readonly params?: readonly { readonly key: string; readonly value: string }[];
    readonly body_graphql_query?: string;
  };
  readonly root_selector: string;
  readonly columns: readonly { readonly selector: string; readonly type: 'string' | 'number' | 'timestamp' }[];
}
interface Link {
  readonly url: string;
}
interface Dashboard {
  readonly links: readonly Link[];
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly query: string | { readonly infinityQuery: Query };
      readonly current?: { readonly value: string | readonly string[] };
    }[];
  };
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly Query[];
    readonly links?: readonly Link[];
    readonly fieldConfig: { readonly defaults: { readonly links?: readonly Link[] } };
  }[];
}

describe('the dashboard of docs/grafana', () => {
  const read = (name: string): string => readFileSync(path.join(root, 'docs/grafana', name), 'utf8');
  const dashboard = JSON.parse(read('hdqm-dashboard.json')) as Dashboard;
  const values = new Map(
    dashboard.templating.list.map(({ name, query, current }) => {
      const value = current?.value ?? query;
      return [name, String(Array.isArray(value) ? value[0] : value)];
    }),
  );
  /** A text with the values of Grafana's variables. */
  const interpolate = (text: string): string =>
    text.replaceAll(/\$\{(\w+)(?::(\w+))?\}/g, (_, name: string, format?: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`the dashboard has no variable ${name}`);
      return format === 'percentencode' ? encodeURIComponent(value) : value;
    });
  const atPath = (value: unknown, selector: string): unknown =>
    selector.split('.').reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>>)[key], value);

  it('has variables whose queries return their values', async () => {
    for (const { name, query } of dashboard.templating.list) {
      if (typeof query === 'string') continue;
      const { url: where, url_options: options, root_selector: rows, columns } = query.infinityQuery;
      const response = await fetch(url + where, {
        method: options.method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: interpolate(options.body_graphql_query ?? '') }),
      });
      const answer: unknown = await response.json();
      const [column] = columns;
      const found = (atPath(answer, rows) as unknown[]).map((row) => atPath(row, column?.selector ?? ''));
      expect(found).toContain(values.get(name));
    }
  });

  it('has panels whose queries return the columns that they name', async () => {
    expect(dashboard.panels.flatMap(({ targets }) => targets)).toHaveLength(2);
    for (const { url: where, url_options: options, columns } of dashboard.panels.flatMap(({ targets }) => targets)) {
      const parameters = new URLSearchParams(options.params?.map(({ key, value }) => [key, interpolate(value)]));
      const response = await fetch(`${url}${where}?${parameters.toString()}`);
      expect(response.status).toBe(200);
      const [head = [], ...rows] = (await response.text()).split('\n').map((line) => line.split(','));
      for (const { selector, type } of columns) {
        const cell = rows[0]?.[head.indexOf(selector)] ?? '';
        if (type === 'timestamp') expect(new Date(cell).toISOString()).toBe(cell);
        else if (type === 'number') expect(Number.parseFloat(cell)).not.toBeNaN();
        else expect(cell).not.toBe('');
      }
    }
  });

  it('links to pages of HDQM', async () => {
    values.set('__data.fields.Run', '367232');
    const links = [
      ...dashboard.links,
      ...dashboard.panels.flatMap(({ links: own = [], fieldConfig }) => [
        ...own,
        ...(fieldConfig.defaults.links ?? []),
      ]),
    ].map((link) => interpolate(link.url.replace('${__data.fields.Run:raw}', '367232')));
    expect(links).toHaveLength(3);
    for (const link of links) {
      expect(link.startsWith(`${exampleUrl}/`)).toBe(true);
      expect((await fetch(link.replace(exampleUrl, url), { headers: { accept: 'text/html' } })).status).toBe(200);
    }
  });

  it('has a data source and a provider that match it', () => {
    const { datasources } = parse(read('hdqm-datasource.yaml')) as {
      datasources: { name: string; type: string; url: string; jsonData: { allowedHosts: string[] } }[];
    };
    const variable = dashboard.templating.list.find(({ name }) => name === 'datasource');
    expect(datasources).toMatchObject([
      { name: 'HDQM', type: variable?.query, url: exampleUrl, jsonData: { allowedHosts: [exampleUrl] } },
    ]);
    expect(parse(read('hdqm-dashboards.yaml'))).toMatchObject({ providers: [{ type: 'file' }] });
  });
});
