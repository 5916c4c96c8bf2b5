import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FormatName, formats } from '../../../server/export/format.ts';
import { type Batch, type Cell, type Column, toBatch } from '../../../server/export/table.ts';

type Row = Readonly<Record<string, Cell>>;
import { temporaryFolder } from '../../integration/command.ts';
import { hasPythonModules, python } from '../../tools/python.ts';

const columns: readonly Column[] = [
  { name: 'config', type: 'text' },
  { name: 'run', type: 'integer' },
  { name: 'value', type: 'number' },
  { name: 'start', type: 'time' },
];
const start = new Date('2023-05-01T12:34:56.789Z');
const rows: readonly Row[] = [
  { config: 'Größe, "a"', run: 367_232, value: 0.1, start },
  { config: '=1+1', run: 367_233, value: null, start: null },
  { config: 'c', run: 2 ** 31 - 1, value: -5e-324, start },
];

async function* batchesOf(...batches: (readonly Row[])[]): AsyncGenerator<Batch> {
  for (const batch of batches) yield toBatch(columns, batch);
}
async function write(format: FormatName, batches: AsyncIterable<Batch>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of formats[format].pieces(columns, batches)) pieces.push(Buffer.from(piece as string));
  return Buffer.concat(pieces);
}

describe('text formats', () => {
  it('write CSV whose cells are not taken for formulas', async () => {
    expect((await write('csv', batchesOf(rows.slice(0, 2), rows.slice(2)))).toString()).toBe(
      [
        'config,run,value,start',
        '"Größe, ""a""",367232,0.1,2023-05-01T12:34:56.789Z',
        "'=1+1,367233,,",
        'c,2147483647,-5e-324,2023-05-01T12:34:56.789Z',
        '',
      ].join('\n'),
    );
  });

  it('write JSON, one array or one object per line', async () => {
    const expected = rows.map((row) => ({ ...row, start: row['start'] && start.toISOString() }));
    const array = (await write('json', batchesOf([], rows.slice(0, 1), [], rows.slice(1)))).toString();
    expect(JSON.parse(array)).toEqual(expected);
    const lines = (await write('ndjson', batchesOf(rows))).toString().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(expected);
  });

  it('write valid files without rows', async () => {
    expect((await write('csv', batchesOf())).toString()).toBe('config,run,value,start\n');
    expect(JSON.parse((await write('json', batchesOf([]))).toString())).toEqual([]);
    expect((await write('ndjson', batchesOf())).toString()).toBe('');
  });

  it.each(Object.keys(formats) as FormatName[])('%s ends with the error of its rows', async (format) => {
    async function* failing(): AsyncGenerator<Batch> {
      yield toBatch(columns, rows);
      throw new Error('connection lost');
    }
    await expect(write(format, failing())).rejects.toThrow('connection lost');
  });
});

const readers = { parquet: 'read_parquet', arrow: 'read_feather' } as const;

describe.skipIf(!hasPythonModules('pandas', 'pyarrow'))('binary formats (skipped without pandas and pyarrow)', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
  });
  afterAll(() => remove());

  const readWithPandas = async (format: keyof typeof readers, content: Buffer): Promise<unknown> => {
    const file = path.join(folder, `table.${format}`);
    await writeFile(file, content);
    const script = [
      'import json, sys, pandas',
      `table = pandas.${readers[format]}(sys.argv[1])`,
      "rows = json.loads(table.assign(start=table['start'].astype('str')).to_json(orient='records', double_precision=15))",
      "exact = [None if value != value else float(value).hex() for value in table['value']]",
      'print(json.dumps(dict(types=[str(one) for one in table.dtypes], rows=rows, exact=exact)))',
    ].join('\n');
    const { status, stdout, stderr } = spawnSync(python, ['-c', script, file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout);
  };

  it.each(Object.keys(readers) as (keyof typeof readers)[])('%s is what pandas reads', async (format) => {
    const content = await write(format, batchesOf(rows.slice(0, 2), [], rows.slice(2)));
    expect(await readWithPandas(format, content)).toMatchObject({
      types: [
        expect.stringMatching(/^(object|str)$/) as string,
        'int32',
        'float64',
        expect.stringMatching(/^datetime64\[ms/) as string,
      ],
      rows: [
        {
          config: 'Größe, "a"',
          run: 367_232,
          value: 0.1,
          start: expect.stringMatching(/^2023-05-01 12:34:56\.789/) as string,
        },
        { config: '=1+1', run: 367_233, value: null, start: null },
        { config: 'c', run: 2 ** 31 - 1 },
      ],
      exact: ['0x1.999999999999ap-4', null, '-0x0.0000000000001p-1022'],
    });
  });

  it.each(Object.keys(readers) as (keyof typeof readers)[])('%s without rows has its columns', async (format) => {
    expect(await readWithPandas(format, await write(format, batchesOf()))).toMatchObject({ rows: [] });
  });

  it.each(Object.keys(readers) as (keyof typeof readers)[])('%s of many batches keeps the order', async (format) => {
    const batch = (from: number): Row[] =>
      Array.from({ length: 7_000 }, (_, index) => ({
        config: `c${(from + index) % 3}`,
        run: from + index,
        value: index / 7,
        start: null,
      }));
    const content = await write(format, batchesOf(...Array.from({ length: 20 }, (_, index) => batch(index * 7_000))));
    const { rows: read } = (await readWithPandas(format, content)) as { rows: { run: number; config: string }[] };
    expect(read).toHaveLength(140_000);
    expect(read.every(({ run, config }, index) => run === index && config === `c${index % 3}`)).toBe(true);
  });
});
