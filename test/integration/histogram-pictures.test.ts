import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropUrl, scannedUrl } from '../database.ts';
import { ended, printed, startHdqm } from './command.ts';

let databaseUrl: string;
let server: ChildProcess;
let base: string;
beforeAll(async () => {
  databaseUrl = await scannedUrl('sample');
  server = startHdqm(['serve'], { DATABASE_URL: databaseUrl, PORT: '0' });
  [, base = ''] = await printed(server, /^HDQM \S+ (http:\/\/127\.0\.0\.1:\d+)/m);
});
afterAll(async () => {
  const over = ended(server);
  server.kill('SIGTERM');
  await over;
  await dropUrl(databaseUrl);
});

const point = 'subsystem=Tracker&pd=ZeroBias&ps=PromptReco&name=NumberOfTrack_mean';
const get = (form: string, parameters: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${base}/export/histogram.${form}?${parameters}`, { headers });
async function bytesOf(parameters: string): Promise<Buffer> {
  const response = await get('png', parameters);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
  return Buffer.from(await response.arrayBuffer());
}
/** The texts of a picture. */
async function textsOf(parameters: string): Promise<string[]> {
  const response = await get('svg', parameters);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
  return [...(await response.text()).matchAll(/>([^<>]+)</g)].map(([, text = '']) => text.trim());
}

describe('a picture of a histogram', () => {
  it('is a PNG of the requested size, another for each run', async () => {
    const first = await bytesOf(`${point}&run=367232`);
    expect(first.subarray(1, 4).toString()).toBe('PNG');
    expect([first.readUInt32BE(16), first.readUInt32BE(20)]).toEqual([900, 480]);
    expect(first.equals(await bytesOf(`${point}&run=367099`))).toBe(false);
    const sized = await bytesOf(`${point}&run=367232&width=400&height=300&scale=2&theme=dark`);
    expect([sized.readUInt32BE(16), sized.readUInt32BE(20)]).toEqual([800, 600]);
  });

  it('has the title, the run, the axes and the statistics of the ME', async () => {
    const [texts, json] = await Promise.all([
      textsOf(`${point}&run=367232`),
      get('json', `${point}&run=367232`).then(
        (response) => response.json() as Promise<{ title: string; contents: number[]; axes: { title: string }[] }>,
      ),
    ]);
    expect(texts).toContain(`${json.title}, run 367232`);
    expect(texts).toContain(json.axes[0]?.title);
    const entries = json.contents.reduce((sum, content) => sum + content, 0);
    expect(texts.slice(texts.indexOf('Entries')).join(' ')).toContain(String(entries));
    expect(await textsOf(`${point}&run=367232&hist=nostat`)).not.toContain('Entries');
  });

  it('answers 304 to the ETag', async () => {
    const etag = (await get('png', `${point}&run=367232`)).headers.get('etag') ?? '';
    // fetch adds `Cache-Control: no-cache` to `If-None-Match`, unless it is given.
    const headers = { 'if-none-match': etag, 'cache-control': 'max-age=0' };
    expect((await get('png', `${point}&run=367232`, headers)).status).toBe(304);
  });

  it.each([
    ['png', `${point}&run=1`, 404, 'no file of run 1 was extracted'],
    ['png', `${point}&run=367232&input=histo2`, 404, 'the metric has no input histo2'],
    ['png', `${point}&run=367232&colour=red`, 400, 'unknown parameter colour'],
    ['png', `${point}&run=367232&width=1`, 400, 'invalid value of width'],
    ['svg', `${point}&run=367232&width=2400&height=1600&scale=4`, 400, 'more than 12,000,000 pixels'],
    ['png', `${point}`, 400, 'run'],
  ])('has no %s of %s: status %i, %s', async (form, parameters, status, reason) => {
    const response = await get(form, parameters);
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(reason)]);
  });
});
