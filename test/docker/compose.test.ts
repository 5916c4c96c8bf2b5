import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DCLinter } from 'dclint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../server/app/settings.ts';
import { root } from '../integration/command.ts';

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly (string | { readonly target: string; readonly read_only?: boolean })[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly ports?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

const files = ['compose.yaml', 'compose.cern.yaml'];
const fileOf = (name: string): string => path.join(root, 'docker', name);
const readCompose = async (name: string): Promise<Compose> =>
  parse(await readFile(fileOf(name), 'utf8'), { merge: true }) as Compose;

/** What the schema of the compose specification, as dclint brings it, and dclint's rules on security have against files. */
function complaints(...paths: string[]): string[] {
  const off = [
    'no-build-and-image',
    'service-image-require-explicit-tag', // the image's name is that of what is built here
    'no-unbound-port-interfaces', // the address is a variable
    'require-project-name-field',
    'service-keys-order',
    'services-alphabetical-order',
    'top-level-properties-order',
  ];
  const linter = new DCLinter({
    rules: Object.fromEntries(off.map((rule) => [rule, 0 as const])),
    quiet: false,
    debug: false,
    exclude: [],
  });
  return linter
    .lintFiles(paths, false)
    .flatMap(({ filePath, messages }) => messages.map(({ line, message }) => `${filePath}:${line} ${message}`));
}

let compose: Compose;
let folder: string;
beforeAll(async () => {
  compose = await readCompose('compose.yaml');
  folder = await mkdtemp(path.join(tmpdir(), 'hdqm-compose-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the compose files', () => {
  it('match the schema of the compose specification', async () => {
    expect(complaints(...files.map(fileOf))).toEqual([]);
    const broken = path.join(folder, 'compose.yaml');
    await writeFile(
      broken,
      (await readFile(fileOf('compose.yaml'), 'utf8')).replace('condition: service_healthy', 'condition: service_well'),
    );
    expect(complaints(broken).join('\n')).toMatch(/ComposeValidationError.*depends_on/);
  });

  it('mount EOS read-only, use a read-only root and no capability, and open one local port', () => {
    for (const name of ['server', 'worker']) {
      expect(compose.services[name]?.volumes).toEqual([
        expect.objectContaining({ target: compose.services[name]?.environment?.['EOS_ROOT'], read_only: true }),
      ]);
    }
    for (const name of ['server', 'worker', 'web'])
      expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    const opened = Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port]),
    );
    expect(opened).toEqual([['web', '${BIND:-127.0.0.1}:${HDQM_PORT:-8080}:8080']]);
  });

  it('pass secrets as files, only where needed, and none as a variable', async () => {
    for (const name of files) {
      const { services, secrets } = await readCompose(name);
      const known = { ...compose.secrets, ...secrets };
      for (const [service, { environment = {}, secrets: given = [] }] of Object.entries(services)) {
        for (const [key, value] of Object.entries(environment)) {
          expect(`${service}: ${key}`).not.toMatch(/(SECRET|TOKEN|PASSWORD|DATABASE_URL)$/);
          if (key.endsWith('_FILE')) expect(given).toContain(path.basename(value));
        }
        for (const secret of given) expect(known[secret]?.file).toBe(`secrets/${secret}`);
      }
    }
    expect(compose.services['web']?.secrets ?? []).toEqual([]);
  });

  it('set existing settings of HDQM', async () => {
    for (const [name, content] of Object.entries({
      database_url: 'postgresql://hdqm:secret@database/hdqm\n',
      session_secret: 'x'.repeat(64),
      admin_token: 'y'.repeat(48),
      client_secret: 'z',
      oidc_client_secret: 'z',
    }))
      await writeFile(path.join(folder, name), content);
    const cern = await readCompose('compose.cern.yaml');
    for (const name of ['server', 'worker']) {
      const given = { ...compose.services[name]?.environment, ...cern.services[name]?.environment };
      const filled = Object.fromEntries(
        Object.entries(given).map(([key, value]) => [
          key,
          value.replace('/run/secrets', folder).replace(/\$\{\w+:-(.*?)\}/, '$1'),
        ]),
      );
      const examples = (await readFile(fileOf('hdqm.env.example'), 'utf8')).matchAll(/^#?([A-Z_]+)=(.*)$/gm);
      const settings = readSettings({
        ...Object.fromEntries([...examples].map(([, key, value]) => [key, value])),
        ...filled,
      });
      expect(settings).toMatchObject({
        EOS_ROOT: '/eos',
        DATABASE_URL: 'postgresql://hdqm:secret@database/hdqm',
        CLIENT_SECRET: 'z',
        OIDC_CLIENT_SECRET: 'z',
        SCAN_SCHEDULE: '0 3 * * *',
        sample: false,
      });
    }
  });

  it('apply to every documented command, whichever files are used: docker/.env names them and their variables', async () => {
    const docs = await readFile(path.join(root, 'docs/deployment.md'), 'utf8');
    expect([...docs.matchAll(/docker compose\b/g)].length).toBeGreaterThan(8);
    expect(docs).not.toMatch(/docker compose (-f|--file)/);
    const [, used = ''] = /^ +echo 'COMPOSE_FILE=(\S+)' >> \.env$/m.exec(docs) ?? [];
    expect(used.split(':')).toEqual(files);
    const texts = await Promise.all(files.map((name) => readFile(fileOf(name), 'utf8')));
    const required = texts.flatMap((text) => [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
    expect(required).toEqual(['EOS']);
    for (const name of required) expect(docs).toMatch(new RegExp(`^ +echo '${name}=\\S+' >> \\.env$`, 'm'));
  });
});
