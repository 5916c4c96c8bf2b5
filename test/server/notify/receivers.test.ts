import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeTarget, parseReceivers, readReceivers, type Receivers } from '../../../server/notify/receivers.ts';
import { writeFolder } from '../plan/config-folder.ts';

const parse = (text: string, environment: NodeJS.ProcessEnv = {}, subsystems?: readonly string[]): Receivers =>
  parseReceivers(text, 'notify.ini', { environment, subsystems });
/** Each problem as `line: message`. */
const problemsOf = (...args: Parameters<typeof parse>): string[] =>
  parse(...args).problems.map(({ line, message, suggestion }) =>
    [`${line}: ${message}`, ...(suggestion === undefined ? [] : [`${suggestion}?`])].join('; '),
  );

const valid = `
[mattermost:tracker-shifters]
url = https://mattermost.example.org/hooks/abcdefgh
subsystems = Tracker, SiStrips
severity = error
[webhook:elog]
url = http://elog.example.org:8080/hdqm
secret = 0123456789abcdef
[email:experts]
to = a@example.org, Experts of HCAL <b@example.org>
from = HDQM <hdqm@example.org>
smtp = smtps://user:p%40ss@mail.example.org
[alertmanager:monitoring]
url = http://alertmanager:9093
`;

describe('receivers', () => {
  it('are the sections of a file, for all subsystems and severities by default', () => {
    const all = { subsystems: [], severity: 'warning' };
    expect(parse(valid)).toEqual({
      problems: [],
      receivers: [
        {
          kind: 'mattermost',
          name: 'tracker-shifters',
          url: 'https://mattermost.example.org/hooks/abcdefgh',
          subsystems: ['Tracker', 'SiStrips'],
          severity: 'error',
        },
        { kind: 'webhook', name: 'elog', url: 'http://elog.example.org:8080/hdqm', secret: '0123456789abcdef', ...all },
        {
          kind: 'email',
          name: 'experts',
          to: ['a@example.org', 'Experts of HCAL <b@example.org>'],
          from: 'HDQM <hdqm@example.org>',
          smtp: 'smtps://user:p%40ss@mail.example.org',
          ...all,
        },
        { kind: 'alertmanager', name: 'monitoring', url: 'http://alertmanager:9093', ...all },
      ],
    });
  });

  it('are described by where their messages go, without secrets', () => {
    expect(parse(valid).receivers.map(describeTarget)).toEqual([
      'mattermost.example.org',
      'elog.example.org:8080',
      'a@example.org, Experts of HCAL <b@example.org>',
      'alertmanager:9093',
    ]);
  });

  it('are left out where their section has a problem, and the others remain', () => {
    const text = `${valid}[mattermost:bad]\nurl = nonsense\n`;
    expect(parse(text).receivers).toHaveLength(4);
    expect(problemsOf(text)).toEqual(['16: url must be an http or https URL']);
  });
});

describe('a problem', () => {
  it.each([
    ['[mattermots:a]\nurl = https://m.example.org/hooks/x', /^1: unknown section \[mattermots:a\]: .*; mattermost\?$/],
    ['[mattermost:]\nurl = https://m.example.org/hooks/x', /^1: unknown section \[mattermost:\]/],
    ['[mattermost:a]\nseverity = error', '1: url is missing'],
    ['[mattermost:a]\nurl =', '2: url is missing'],
    [
      '[mattermost:a]\nurl = http://m.example.org/hooks/x',
      '2: url must be https: whoever reads it could send messages',
    ],
    ['[alertmanager:a]\nurl = https://me:secret@m.example.org', '2: url must not contain a user or password'],
    ['[alertmanager:a]\nurl = http://m\nseverty = error', '3: unknown key severty; severity?'],
    ['[alertmanager:a]\nurl = http://m\nseverity = fatal', '3: severity must be warning or error'],
    ['[webhook:a]\nurl = http://m\nsecret = short', '3: secret must have 16 characters or more'],
    ['[webhook:a]\nurl = http://m\nsecret = whsec_not-in-base64-at-all', '3: secret must be base64 after whsec_'],
    [
      '[email:a]\nto = a@b.c\nfrom = a@b.c\nsmtp = smtps://user:p%ss@m',
      '4: smtp must have %25 for % in its user and password',
    ],
    ['[email:a]\nto = nobody\nfrom = a@b.c\nsmtp = smtp://m', '2: to must be e-mail addresses'],
    ['[email:a]\nto = a@b.c\nfrom = a@b.c\nsmtp = m:25', /^4: smtp must be a URL such as smtp:/],
    ['[alertmanager:a]\nurl = http://m\nurl = http://n', '3: duplicate key url: first in line 2'],
    [
      '[alertmanager:a]\nurl = http://m\n[webhook:a]\nurl = http://m\nsecret = 0123456789abcdef',
      /^3: duplicate receiver a skipped: first in line 1$/,
    ],
    ['url = http://m', `1: 'url = http://m' before the first [section]`],
  ])('of %j has its line, and what to do', (text, expected) => {
    const [problem, ...others] = problemsOf(text);
    expect(others).toEqual([]);
    if (typeof expected === 'string') expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
  });

  it('is a subsystem that no config has, where these are known', () => {
    const text = '[alertmanager:a]\nurl = http://m\nsubsystems = Tracker, HCALL, Pixel*';
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text, {}, ['Tracker', 'HCAL'])).toEqual(['3: no config has the subsystem HCALL; HCAL?']);
  });

  it('never contains a secret', () => {
    const environment = { NOTIFY_URL: 'ftp://hidden', NOTIFY_SECRET: 'hidden', NOTIFY_SMTP: 'hidden://hidden' };
    const text = `[webhook:a]\nurl = \${NOTIFY_URL}\nsecret = \${NOTIFY_SECRET}
[email:b]\nto = a@b.c\nfrom = a@b.c\nsmtp = \${NOTIFY_SMTP}`;
    expect(problemsOf(text, environment)).toHaveLength(3);
    expect(problemsOf(text, environment).join('\n')).not.toContain('hidden');
  });
});

describe('a reference', () => {
  const text = '[mattermost:a]\nurl = ${NOTIFY_URL}/hooks/${NOTIFY_KEY}';
  it('stands for an environment variable, or for the content of a file', async () => {
    const folder = await writeFolder({ key: 'abc\n' });
    const environment = { NOTIFY_URL: 'https://m.example.org', NOTIFY_KEY_FILE: path.join(folder, 'key') };
    expect(parse(text, environment)).toMatchObject({
      problems: [],
      receivers: [{ url: 'https://m.example.org/hooks/abc' }],
    });
  });

  it('without a value is a problem', () => {
    expect(problemsOf(text, { NOTIFY_URL: 'https://m.example.org' })).toEqual([
      '2: url: ${NOTIFY_KEY} has no value: set the environment variable NOTIFY_KEY or NOTIFY_KEY_FILE',
    ]);
    const environment = { NOTIFY_URL: 'https://m.example.org', NOTIFY_KEY_FILE: '/nowhere/key' };
    expect(problemsOf(text, environment)[0]).toMatch(/^2: url: NOTIFY_KEY_FILE not readable: \/nowhere\/key \(ENOENT/);
  });

  it('to a secret of another purpose is a problem', () => {
    const environment = { SESSION_SECRET: 'hidden' };
    expect(problemsOf('[alertmanager:a]\nurl = http://m/${SESSION_SECRET}', environment)).toEqual([
      '2: url: ${SESSION_SECRET} is not available: names of references begin with NOTIFY_',
    ]);
  });
});

describe('the file', () => {
  const receiver = '[alertmanager:a]\nurl = http://m';
  it('is notify.ini in the first config folder, if it exists', async () => {
    const folder = await writeFolder({});
    const settings = { NOTIFY_FILE: undefined, HDQM_CONFIGS: [folder, '/elsewhere'] };
    expect(await readReceivers(settings)).toEqual({ receivers: [], problems: [] });
    await writeFile(path.join(folder, 'notify.ini'), receiver);
    expect(await readReceivers(settings)).toMatchObject({ receivers: [{ name: 'a' }], problems: [] });
  });

  it('is the one of NOTIFY_FILE, which must exist', async () => {
    const folder = await writeFolder({ 'other.ini': receiver });
    const settings = { NOTIFY_FILE: path.join(folder, 'other.ini'), HDQM_CONFIGS: ['/elsewhere'] };
    expect(await readReceivers(settings)).toMatchObject({ receivers: [{ name: 'a' }], problems: [] });
    const missing = await readReceivers({ ...settings, NOTIFY_FILE: path.join(folder, 'missing.ini') });
    expect(missing.receivers).toEqual([]);
    expect(missing.problems).toMatchObject([{ line: 0, message: expect.stringContaining('not readable: ENOENT') }]);
  });
});
