import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeSettings, readSettings, SettingsError } from '../../../server/app/settings.ts';

describe('readSettings', () => {
  it('defaults to the sample, with a separate database', () => {
    const settings = readSettings({});
    expect(settings.sample).toBe(true);
    expect(settings.EOS_ROOT).toMatch(/test\/sample\/eos$/);
    expect(settings.HDQM_DATA).toBe(path.resolve('data/sample'));
    expect(settings).toMatchObject({ HOST: '127.0.0.1', BACKFILL_RUNS: 100 });
    expect(settings.EOS_PATTERN).toEqual(['DQM_V*DQMIO.root', 'DQM_V*ALCAPROMPT.root']);
  });

  it('reads the patterns of files, at least one', () => {
    expect(readSettings({ EOS_PATTERN: 'DQM_V*DQMIO.root, DQM_V*RECO.root' }).EOS_PATTERN).toEqual([
      'DQM_V*DQMIO.root',
      'DQM_V*RECO.root',
    ]);
    expect(() => readSettings({ EOS_PATTERN: ' , ' })).toThrow(/EOS_PATTERN: must have a pattern/);
  });

  it('reads the addresses and networks of trusted proxies', () => {
    const proxies = (TRUSTED_PROXIES: string) => readSettings({ TRUSTED_PROXIES }).TRUSTED_PROXIES;
    expect(readSettings({}).TRUSTED_PROXIES).toBeUndefined();
    expect(proxies('10.0.0.5, 10.1.0.0/16 fd00::/8,loopback')).toEqual([
      '10.0.0.5',
      '10.1.0.0/16',
      'fd00::/8',
      'loopback',
    ]);
    for (const invalid of ['everybody', '10.0.0.0/33', '10.0.0.0/8/8', 'proxy.example', '::/129'])
      expect(() => proxies(invalid)).toThrow(/TRUSTED_PROXIES: must be addresses or networks/);
  });

  it('separates real data from the sample', () => {
    const settings = readSettings({ EOS_ROOT: '/eos/x', HDQM_DATA: '/var/hdqm' });
    expect(settings).toMatchObject({ sample: false, EOS_ROOT: '/eos/x', HDQM_DATA: '/var/hdqm' });
  });

  it('reads the sites that may embed pages', () => {
    const origins = (FRAME_ANCESTORS: string) => readSettings({ FRAME_ANCESTORS }).FRAME_ANCESTORS;
    expect(readSettings({}).FRAME_ANCESTORS).toEqual([]);
    expect(origins('https://twiki.cern.ch, https://*.web.cern.ch')).toEqual([
      'https://twiki.cern.ch',
      'https://*.web.cern.ch',
    ]);
    for (const invalid of [
      '*',
      'https://*',
      'twiki.cern.ch',
      'http://twiki.cern.ch',
      'https://a.ch;script-src',
      'https://a.ch/x',
    ])
      expect(() => origins(invalid)).toThrow(/FRAME_ANCESTORS: must be origins/);
  });

  it('reads the template of a link that makes a config file', () => {
    const template = (CONFIG_EDIT_URL: string) => readSettings({ CONFIG_EDIT_URL }).CONFIG_EDIT_URL;
    expect(readSettings({}).CONFIG_EDIT_URL).toBeUndefined();
    for (const valid of [
      'https://github.com/o/r/new/main?filename=configs/{subsystem}/{name}.ini&value={text}',
      'https://gitlab.cern.ch/o/r/-/new/main?file_name={name}.ini',
    ])
      expect(template(valid)).toBe(valid);
    for (const [invalid, problem] of [
      ['https://github.com/o/r?x={file}', 'has {file}: only'],
      ['https://github.com/o/r', 'must have {name} or {text}'],
      ['https://{name}.ch/', 'must be an http'],
      ['ftp://a.ch/{name}', 'must be an http'],
      ['/new/{name}', 'must be an http'],
    ] as const)
      expect(() => template(invalid)).toThrow(`CONFIG_EDIT_URL: ${problem}`);
  });

  it('takes the mounted folder that an XRootD URL names', () => {
    for (const scheme of ['root', 'xroot', 'roots'])
      expect(readSettings({ EOS_ROOT: `${scheme}://eoscms.cern.ch//eos/cms/store/dqm` }).EOS_ROOT).toBe(
        '/eos/cms/store/dqm',
      );
    for (const EOS_ROOT of ['root://eoscms.cern.ch/eos/cms', 'root://eoscms.cern.ch', 'root:/eos/cms'])
      expect(() => readSettings({ EOS_ROOT })).toThrow(/EOS_ROOT must be like root:\/\//);
  });

  it('parses lists of folders and numbers, and ignores empty values', () => {
    const settings = readSettings({ HDQM_CONFIGS: '/a:/b', PORT: '8080', HDQM_METRICS: '', WORKERS: '3' });
    expect(settings).toMatchObject({ HDQM_CONFIGS: ['/a', '/b'], PORT: 8080, HDQM_METRICS: [], WORKERS: 3 });
  });

  it('reports each invalid setting, and no secret', () => {
    const bad = { PORT: '99999', WORKERS: 'many', DATABASE_URL: 'mysql://me:geheim@x/y' };
    expect(() => readSettings(bad)).toThrow(SettingsError);
    expect(() => readSettings(bad)).toThrow(/WORKERS: .*'many'[\s\S]*PORT: .*'99999'/);
    expect(() => readSettings(bad)).not.toThrow(/geheim/);
  });

  it('rejects a DATABASE_URL with unescaped characters with the escapes, and accepts them escaped', () => {
    for (const password of [
      'pa#geheim',
      '12#geheim',
      'pa/geheim',
      '12/geheim',
      'pa?geheim',
      '1?geheim',
      'p@geheim/x',
    ]) {
      const read = (): unknown => readSettings({ DATABASE_URL: `postgresql://hdqm:${password}@db/hdqm` });
      expect(read).toThrow(/DATABASE_URL: has a character in user or password .* # as %23/);
      expect(read).not.toThrow(/geheim/);
    }
    for (const password of ['pa%23%2F%3F%40%25x', 'p&a$s!', 'p@ss', '100%', ''])
      expect(
        readSettings({ DATABASE_URL: `postgresql://hdqm:${password}@db:5433/hdqm?sslmode=require` }),
      ).toBeDefined();
    for (const url of ['postgresql:///hdqm?host=/run/postgresql', 'postgresql://me@/hdqm?host=/run', 'postgres://db'])
      expect(readSettings({ DATABASE_URL: url }).DATABASE_URL).toBe(url);
    expect(() => readSettings({ DATABASE_URL: 'postgresql://hdqm:pw@db:port/hdqm' })).toThrow(/must look like/);
    expect(() => readSettings({ DATABASE_URL: 'postgresql://hdqm:a%E4@db/hdqm' })).toThrow(/write % as %25/);
  });

  it('describes invalid numbers', () => {
    expect(() => readSettings({ WORKERS: '0' })).toThrow(/WORKERS: must be at least 1 \(it is '0'\)/);
    expect(() => readSettings({ WORKERS: 'two' })).toThrow(/WORKERS: must be a number \(it is 'two'\)/);
    expect(() => readSettings({ RETRY_LIMIT: '1.5' })).toThrow(/RETRY_LIMIT: must be an integer \(it is '1.5'\)/);
    expect(() => readSettings({ PORT: '99999' })).toThrow(/PORT: must be at most 65535 \(it is '99999'\)/);
  });

  it('rejects incomplete settings of logins', () => {
    const issuer = { OIDC_ISSUER: 'https://auth.example/realms/x', OIDC_CLIENT_ID: 'hdqm' };
    expect(readSettings(issuer)).toMatchObject({
      OIDC_ROLE_CLAIM: 'cern_roles',
      OIDC_ROLE: 'hdqm-operator',
      LOGIN_TO_READ: false,
    });
    expect(readSettings({ ...issuer, LOGIN_TO_READ: 'true' }).LOGIN_TO_READ).toBe(true);
    expect(readSettings({ OIDC_ISSUER: 'http://127.0.0.1:9/', OIDC_CLIENT_ID: 'x' }).OIDC_CLIENT_ID).toBe('x');
    expect(() => readSettings({ OIDC_ISSUER: issuer.OIDC_ISSUER })).toThrow(/OIDC_ISSUER and OIDC_CLIENT_ID/);
    expect(() => readSettings({ ...issuer, OIDC_ISSUER: 'http://auth.example/' })).toThrow(
      /OIDC_ISSUER: must be https/,
    );
    expect(() => readSettings({ ...issuer, OIDC_ISSUER: 'auth' })).toThrow(/OIDC_ISSUER: Invalid URL/);
    expect(() => readSettings({ OIDC_CLIENT_SECRET: 'geheim' })).toThrow(/OIDC_CLIENT_SECRET requires OIDC_ISSUER/);
    expect(() => readSettings({ LOGIN_TO_READ: 'yes' })).toThrow(/LOGIN_TO_READ requires OIDC_ISSUER/);
    expect(() => readSettings({ LOGIN_TO_READ: 'perhaps' })).toThrow(/LOGIN_TO_READ: must be true or false/);
    expect(() => readSettings({ ...issuer, HOST: '0.0.0.0' })).toThrow(/requires PUBLIC_URL where HOST is 0\.0\.0\.0/);
    expect(readSettings({ ...issuer, HOST: '0.0.0.0', PUBLIC_URL: 'https://hdqm.example' }).HOST).toBe('0.0.0.0');
  });

  it('rejects short secrets without showing them', () => {
    const short = { SESSION_SECRET: 'geheim', ADMIN_TOKEN: 'geheim' };
    expect(() => readSettings(short)).toThrow(/SESSION_SECRET: must have 32[\s\S]*ADMIN_TOKEN: must have 16/);
    expect(() => readSettings(short)).not.toThrow(/geheim/);
  });

  it('reads a secret from a file', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hdqm-secret-'));
    const file = path.join(folder, 'url');
    writeFileSync(file, 'postgresql://me:geheim@db/hdqm\n');
    expect(readSettings({ DATABASE_URL_FILE: file }).DATABASE_URL).toBe('postgresql://me:geheim@db/hdqm');
    expect(() => readSettings({ DATABASE_URL_FILE: `${file}.no` })).toThrow(/DATABASE_URL_FILE not readable: .*ENOENT/);
    rmSync(folder, { recursive: true });
  });
});

describe('describeSettings', () => {
  it('shows every setting with its description and hides secrets', () => {
    const environment = { DATABASE_URL: 'postgresql://me:geheim@db/hdqm', PORT: '8080' };
    const described = describeSettings(readSettings(environment), environment);
    expect(described.find(({ name }) => name === 'PORT')).toMatchObject({ value: '8080', given: true });
    expect(described.find(({ name }) => name === 'DATABASE_URL')?.value).toBe('(hidden)');
    expect(JSON.stringify(described)).not.toContain('geheim');
    expect(described.every(({ description }) => description.length > 5)).toBe(true);
  });
});
