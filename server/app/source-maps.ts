/**
 * Stack traces that name the lines of the TypeScript sources. Node's own --enable-source-maps reads the map of every module that is loaded,
 * which takes a tenth of a second of each command; here a map is read when a stack names its module.
 */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';

const place = /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/;
const maps = new Map<string, SourceMap | undefined>();

/** From now on, in this thread, stacks of built modules name their sources. */
export function enableSourceMaps(): void {
  Error.prepareStackTrace = (error, frames) =>
    [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${mapStackLine(String(frame))}`)].join(
      '\n',
    );
}

/** A line of a stack with the place in the source; the line as it is where the module has no map. */
export function mapStackLine(line: string): string {
  return line.replace(place, (built, module: string, row: string, column: string) => {
    const entry = mapOf(module)?.findEntry(Number(row) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return built;
    return `${new URL(entry.originalSource, module).href}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function mapOf(module: string): SourceMap | undefined {
  if (!maps.has(module)) maps.set(module, readMap(`${fileURLToPath(module)}.map`));
  return maps.get(module);
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload);
  } catch {
    return undefined; // a package without maps, or one with a map that is none
  }
}
