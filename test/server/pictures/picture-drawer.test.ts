import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  defaultPictureLimits,
  PictureDrawer,
  type PictureLimits,
  type PictureResponse,
} from '../../../server/pictures/picture-drawer.ts';
import { temporaryFolder } from '../../integration/command.ts';

let folder: string;
let remove: () => Promise<void>;
let drawers: PictureDrawer[] = [];
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(async () => {
  await Promise.all(drawers.map((drawer) => drawer.close()));
  drawers = [];
  await remove();
});

/** A drawer with a module that has this body of `preparePlot(address, query)`. */
async function drawerWith(body: string, limits: Partial<PictureLimits> = {}): Promise<PictureDrawer> {
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(
    path.join(folder, 'plot-picture.js'),
    `export async function preparePlot(address, query) { ${body} }`,
  );
  const drawer = new PictureDrawer(folder, { ...defaultPictureLimits, ...limits });
  drawers.push(drawer);
  return drawer;
}
const address = { subsystem: 'Tracker', name: 'Mean', isGroup: false, search: '?pd=a' };
const noQuery = () => Promise.reject(new Error('not expected'));
const square = `paint: (context) => { context.font = '20px no such font, sans-serif'; context.fillText('text <b>', 10, 40); return () => { globalThis.released = true; }; }`;

describe('a drawer of pictures', () => {
  it('draws what the module paints, with texts, from the results of queries', async () => {
    const drawer = await drawerWith(`
      const { width } = await query('document', { of: address.name });
      return { outcome: 'ready', width, height: 50, scale: 1, ${square} };`);
    const query = (document: unknown, variables: unknown) => {
      expect([document, variables]).toEqual(['document', { of: 'Mean' }]);
      return Promise.resolve({ width: 120 });
    };
    const png = await drawer.draw(address, 'png', query);
    expect(png.outcome === 'drawn' && Buffer.from(png.bytes).subarray(1, 4).toString()).toBe('PNG');
    expect(png.outcome === 'drawn' && Buffer.from(png.bytes).readUInt32BE(16)).toBe(120);
    const svg = await drawer.draw(address, 'svg', query);
    const text = svg.outcome === 'drawn' ? Buffer.from(svg.bytes).toString() : '';
    expect(text).toMatch(/^<\?xml.*<svg viewBox="0 0 120 50"/);
    expect(text).toMatch(/font-family="DejaVu Sans, Verdana, sans-serif"[^>]*>text &lt;b&gt;<\/text>/);
    expect(text).not.toContain(', "');
  });

  it('releases a picture once it is drawn', async () => {
    const drawer = await drawerWith(
      `return address.name === 'Mean'
        ? { outcome: 'ready', width: 200, height: 50, scale: 1, ${square} }
        : { outcome: 'missing', reason: 'released: ' + globalThis.released };`,
      { threads: 1 },
    );
    for (const format of ['png', 'svg'] as const)
      expect((await drawer.draw(address, format, noQuery)).outcome).toBe('drawn');
    const after = await drawer.draw({ ...address, name: 'RMS' }, 'png', noQuery);
    expect(after).toEqual({ outcome: 'missing', reason: 'released: true' });
  });

  it('returns why there is no picture', async () => {
    const drawer = await drawerWith(`return { outcome: 'missing', reason: 'no ' + address.name };`);
    expect(await drawer.draw(address, 'png', noQuery)).toEqual({ outcome: 'missing', reason: 'no Mean' });
  });

  it('throws the error of a query', async () => {
    const drawer = await drawerWith(`await query('document', {}); return { outcome: 'missing', reason: '' };`);
    const query = () => Promise.reject(new TypeError('the database is down'));
    await expect(drawer.draw(address, 'png', query)).rejects.toThrow(TypeError);
  });

  it('ends a thread that takes too long, and draws the next picture', async () => {
    const drawer = await drawerWith(
      `while (address.name === 'Endless'); return { outcome: 'missing', reason: 'other' };`,
      { timeoutMs: 500, threads: 1 },
    );
    const endless = await drawer.draw({ ...address, name: 'Endless' }, 'png', noQuery);
    expect(endless.outcome).toBe('timedOut');
    // On a busy machine the next thread, too, may take longer to start.
    await expect.poll(() => drawer.draw(address, 'png', noQuery)).toEqual({ outcome: 'missing', reason: 'other' });
  });

  it('ends a thread that needs too much memory', async () => {
    const drawer = await drawerWith(
      `const all = []; for (;;) all.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));`,
      { heapMb: 32 },
    );
    expect((await drawer.draw(address, 'png', noQuery)).outcome).toBe('tooLarge');
  });

  it('rejects more pictures than may wait', async () => {
    const drawer = await drawerWith(`await query('wait', {}); return { outcome: 'missing', reason: '' };`, {
      threads: 1,
      maxQueue: 1,
    });
    let answer = (): void => undefined;
    const answered = new Promise<null>((resolve) => (answer = () => resolve(null)));
    let first: Promise<PictureResponse> | undefined;
    const query = () => answered;
    await new Promise<void>((resolve) => {
      first = drawer.draw(address, 'png', () => {
        resolve();
        return answered;
      });
    });
    const second = drawer.draw(address, 'png', query);
    expect((await drawer.draw(address, 'png', query)).outcome).toBe('busy');
    answer();
    expect((await first)?.outcome).toBe('missing');
    expect((await second).outcome).toBe('missing');
  });

  it('says that it is not built', async () => {
    const drawer = new PictureDrawer(path.join(folder, 'none'));
    drawers.push(drawer);
    expect((await drawer.draw(address, 'png', noQuery)).outcome).toBe('unavailable');
  });
});
