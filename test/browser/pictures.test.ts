import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { drawingOf, recordDrawings } from './canvas.ts';
import { hdqmSite } from './site.ts';

const site = hdqmSite({ context: { permissions: ['clipboard-read', 'clipboard-write'] } });
const tracks = 'Tracker/NumberOfTrack_mean?pd=ZeroBias&ps=PromptReco';
let page: Page;
beforeEach(() => {
  ({ page } = site);
});

interface Word {
  readonly text: string;
  readonly y: number;
}

/** The texts of an SVG with the heights of their baselines, as a browser lays them out. */
async function textsOf(url: string): Promise<Word[]> {
  const picture = await site.open(url);
  return picture.evaluate(() =>
    [...document.querySelectorAll('text')].map((text) => {
      const matrix = text.getCTM();
      const { x, y } = text.getStartPositionOfChar(0);
      return { text: text.textContent, y: matrix ? new DOMPoint(x, y).matrixTransform(matrix).y : y };
    }),
  );
}

/** Space of a picture's title and margin, which the page has beside its chart. */
const [head, margin] = [46, 8];

describe('a picture of a plot', () => {
  it.each([
    tracks,
    `${tracks}&x=time&oms=recorded,l1&zero=1&errors=1`,
    `${tracks}&log=1&latest=12&regression=1`,
    `${tracks}&x=oms:bunches&regression=1`,
    'RPC/BX_w0?pd=ZeroBias&ps=PromptReco&bulk=0&zoom=366409-367232',
  ])('of %s has the axes and labels of the page', async (address) => {
    await recordDrawings(page);
    await page.goto(`/trends/${address}`);
    const canvas = page.locator('article canvas').first();
    /** How the picture differs from the page. */
    const differences = async (): Promise<string[]> => {
      const drawing = await drawingOf(canvas);
      const box = await canvas.boundingBox();
      if (!box) return ['the plot is not shown'];
      // The chart of the picture is as large as that of the page.
      const size = `width=${Math.round(box.width) + 2 * margin}&height=${Math.round(box.height) + head + margin / 2}`;
      const words = await textsOf(`/plot/${address.replace('?', '.svg?')}&${size}`);
      const all = words.map((one) => one.text).join(' ');
      // What is painted twice is one text.
      const onPage = new Map(drawing.texts.map(({ text, y }) => [`${text} ${Math.round(y / 4)}`, { text, y }]));
      const found = onPage.size > 8 ? [] : [`the page has ${onPage.size} texts`];
      for (const { text, y } of onPage.values()) {
        // An SVG has a text for each word of some.
        const missing = text.split(' ').filter((one) => one !== '' && !all.includes(one));
        found.push(...missing.map((one) => `no ${one} in the picture`));
        if (!/^[-\d.e]+$/.test(text)) continue;
        const same = words.filter((one) => one.text === text).map((one) => Math.abs(one.y - head - y));
        // A label of an axis is centred at its tick: its baseline is below.
        if (!(Math.min(...same) < 12)) found.push(`${text} is ${Math.min(...same)} px from it`);
      }
      const numbers = (list: readonly { text: string }[]): string[] =>
        [...new Set(list.flatMap(({ text }) => text.split(' ')).filter((text) => /^[-\d.e]+$/.test(text)))].sort();
      const [inPicture, others] = [numbers(words.filter(({ y }) => y > head)), numbers(drawing.texts)];
      return [...found, ...inPicture.filter((one) => !others.includes(one)).map((one) => `no ${one} on the page`)];
    };
    // The page draws again when flags, notes and alarms are there.
    await expect.poll(differences, { interval: 500 }).toEqual([]);
  });
});

describe('a link to a plot', () => {
  it('has a preview whose picture exists', async () => {
    await page.goto(`/trends/${tracks}&latest=20`);
    const image = await page.locator('meta[property="og:image"]').getAttribute('content');
    const response = await fetch(image ?? '');
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630]);
  });

  it('is copied as the URL of a picture, and as HTML for other pages', async () => {
    await page.goto(`/trends/${tracks}&latest=7`);
    await page.getByRole('button', { name: 'Copy link' }).click();
    const copied = async (name: string): Promise<string> => {
      await page.getByRole('menuitem', { name }).click();
      await page.getByRole('menuitem', { name: 'Copied' }).waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const url = await copied('Copy URL of the picture');
    expect(url).toBe(`${site.base}/plot/Tracker/NumberOfTrack_mean.png?pd=ZeroBias&ps=PromptReco&latest=7`);
    const picture = await copied('Copy HTML of the picture');
    const frame = await copied('Copy HTML of a frame');
    // The page of another site, which may show pictures.
    const other = await site.open('');
    await other.route('http://wiki.test/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>Wiki</title>${picture}` }),
    );
    await other.goto('http://wiki.test/');
    await expect.poll(() => other.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(900);
    expect(await other.locator('a').getAttribute('href')).toBe(page.url());
    expect(frame).toMatch(/^<iframe src="[^"]*&amp;bare=1" width="900" height="480" title="[^"]+"><\/iframe>$/);
  });
});

describe('the page of a plot alone', () => {
  it('has the title, the chart and a link to the whole page', async () => {
    await page.goto(`/trends/${tracks}&latest=9&bare=1`);
    await page.locator('.plot-area canvas').waitFor();
    await page.getByRole('heading', { name: 'High-purity tracks per event' }).waitFor();
    for (const role of ['button', 'navigation', 'combobox', 'table'] as const)
      expect(await page.getByRole(role).count()).toBe(0);
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('link', { name: 'Open in HDQM' }).click(),
    ]);
    expect(new URL(opened.url()).search).toBe('?pd=ZeroBias&ps=PromptReco&latest=9');
    await opened.getByRole('navigation').first().waitFor();
    await opened.close();
  });

  it('fills its frame, with the names of several trends', async () => {
    await page.setViewportSize({ width: 400, height: 300 });
    await page.goto(`/trends/${tracks}&also=Tracker,NumberOfTrack_mean,Muon0,PromptReco&bare=1`);
    await page.getByText('Muon0', { exact: true }).waitFor();
    const box = await page.locator('.plot-area canvas').boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(270);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(300);
  });

  it('is of the largest dataset where none is given', async () => {
    await page.goto('/trends/Tracker/NumberOfTrack_mean?bare=1');
    await page.waitForURL((url) => url.searchParams.get('pd') === 'ZeroBias' && url.searchParams.get('bare') === '1');
    expect(await page.getByRole('navigation').count()).toBe(0);
  });

  it('reports a trend that does not exist', async () => {
    await page.goto('/trends/Tracker/None?pd=ZeroBias&ps=PromptReco&bare=1');
    await page.getByText('None has no data in ZeroBias PromptReco.').waitFor();
    expect(await page.getByRole('link').count()).toBe(1);
  });
});
