/**
 * Maps stack traces to the TypeScript sources. Node's own --enable-source-maps reads the map of every loaded module, which takes 0.1 s per
 * command; here a map is read only when a stack trace contains its module.
 */
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';

const position = /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/;
const maps = new Map<string, SourceMap | undefined>();

/** Enables mapping of stack traces in this thread. */
export function enableSourceMaps(): void {
  Error.prepareStackTrace = (error, frames) =>
    [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${mapStackLine(String(frame))}`)].join(
      '\n',
    );
}

/** Maps the position in a line of a stack trace; returns the line unchanged for a module without a map. */
export function mapStackLine(line: string): string {
  return line.replace(position, (built, module: string, row: string, column: string) => {
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
    return undefined; // no map, or an invalid one
  }
}
