/** Open Graph tags, from which chats and wikis make the preview of a link to a page. */
import type { Logger } from 'pino';
import type { Database } from '../../store/connection/database.ts';
import { findPlotTitle, findRunSummary, type RunSummary } from '../../store/page-titles.ts';
import { escapeHtml } from '../http/escape-html.ts';
import type { PageHead } from '../http/static-files.ts';

/** What a preview shows. */
interface Preview {
  readonly title: string;
  readonly description: string;
  /** URL of its picture. */
  readonly image?: string;
}

const about = 'Historic data quality monitoring of the CMS experiment: trends of DQM histograms, run by run';
const ofAnyPage: Preview = { title: 'HDQM', description: about };

/** The picture of a preview, in the ratio and size that they show it. */
const picture = { width: 600, height: 315, scale: 2 } as const;
/** A page does not wait longer for the database, in ms: its preview is the general one then. */
const timeoutMs = 1_000;
/** Longer texts are truncated; those who preview links do so too. */
const maxText = 300;
/** A picture with a longer address is left out. */
const maxUrl = 4_000;

/** Returns the tags of pages. `baseUrl` is the address of the site, without a slash at its end. */
export function linkPreview(database: Database, log: Logger, baseUrl: () => string): PageHead {
  return async (path, search) => {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<Preview>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, ofAnyPage);
    });
    const preview = previewOf(database, baseUrl(), path, search).catch((error: unknown) => {
      // A page does without: it reports itself that the database is unavailable.
      log.debug({ err: error, path }, 'link preview failed');
      return ofAnyPage;
    });
    try {
      return toTags(await Promise.race([preview, timeout]), baseUrl() + path + search);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function previewOf(database: Database, baseUrl: string, path: string, search: string): Promise<Preview> {
  const [, subsystem, group, name] = /^\/trends\/([^/]+)\/(group\/)?([^/]+)\/?$/i.exec(path) ?? [];
  const [, run] = /^\/runs\/(\d{1,9})\/?$/i.exec(path) ?? [];
  if (run !== undefined) return runPreview(Number(run), await findRunSummary(database, Number(run)));
  if (subsystem === undefined || name === undefined) return ofAnyPage;
  const plot = {
    subsystem: decodeURIComponent(subsystem),
    name: decodeURIComponent(name),
    isGroup: group !== undefined,
  };
  const title = await findPlotTitle(database, plot);
  if (title === undefined) return ofAnyPage;
  const parameters = new URLSearchParams(search);
  const dataset = [parameters.get('pd'), parameters.get('ps')].filter(Boolean).join(' ');
  for (const [key, value] of Object.entries(picture)) parameters.set(key, String(value));
  const image = `${baseUrl}/plot/${subsystem}/${group ?? ''}${name}.png?${parameters.toString()}`;
  return {
    title: `${title} · ${plot.subsystem} · HDQM`,
    description: dataset === '' ? `Trend ${plot.name}, run by run` : `Trend ${plot.name} in ${dataset}, run by run`,
    ...(image.length <= maxUrl ? { image } : {}),
  };
}

function runPreview(run: number, summary: RunSummary | undefined): Preview {
  const { class: ofRun, fill, startTime, recordedLumi } = summary ?? {};
  const facts = [
    ofRun ?? '',
    fill === null || fill === undefined ? '' : `fill ${fill}`,
    startTime ? `started ${startTime.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '',
    recordedLumi === null || recordedLumi === undefined ? '' : `${Number(recordedLumi.toPrecision(4))} /pb recorded`,
  ].filter((fact) => fact !== '');
  return { title: `Run ${run} · HDQM`, description: facts.length === 0 ? about : facts.join(', ') };
}

function toTags({ title, description, image }: Preview, url: string): string {
  const tags: readonly (readonly [attribute: 'property' | 'name', key: string, content: string])[] = [
    ['property', 'og:site_name', 'HDQM'],
    ['property', 'og:type', 'website'],
    ['property', 'og:title', title],
    ['property', 'og:description', description],
    ['property', 'og:url', url],
    ...(image === undefined
      ? ([['name', 'twitter:card', 'summary']] as const)
      : ([
          ['property', 'og:image', image],
          ['property', 'og:image:type', 'image/png'],
          ['property', 'og:image:width', String(picture.width * picture.scale)],
          ['property', 'og:image:height', String(picture.height * picture.scale)],
          ['property', 'og:image:alt', title],
          ['name', 'twitter:card', 'summary_large_image'],
        ] as const)),
  ];
  return tags
    .map(([attribute, key, content]) => {
      const text = key.endsWith('url') || key === 'og:image' ? content : content.slice(0, maxText);
      return `    <meta ${attribute}="${key}" content="${escapeHtml(text)}" />`;
    })
    .join('\n');
}
