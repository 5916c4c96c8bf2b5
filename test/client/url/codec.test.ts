import { describe, expect, it } from 'vitest';
import {
  fields,
  flag,
  integer,
  list,
  number,
  oneOf,
  optional,
  parameter,
  repeated,
  text,
  toParameters,
} from '../../../client/url/codec.ts';

const codec = fields({
  search: parameter('search', '', text),
  errors: parameter('errors', true, flag),
  row: parameter('row', 0, integer(1, 4)),
  limit: parameter('limit', 5, number(0, 1000)),
  state: parameter('state', 'all', oneOf(['all', 'active'])),
  fills: parameter('fill', [], list(integer(0, 99))),
  scan: parameter('scan', null, optional(text)),
  also: repeated('also', 2, text),
});
const read = (search: string) => codec.read(new URLSearchParams(search));
const defaults = read('');

describe('a codec of the URL', () => {
  it('reads what it writes, in the order of the fields', () => {
    const search = 'search=a+b&errors=0&row=3&limit=2.5&state=active&fill=1%2C2&scan=7&also=x&also=y';
    expect(read(search)).toEqual({
      search: 'a b',
      errors: false,
      row: 3,
      limit: 2.5,
      state: 'active',
      fills: [1, 2],
      scan: '7',
      also: ['x', 'y'],
    });
    expect(toParameters(codec, read(search)).toString()).toBe(search);
  });

  it('omits defaults', () => {
    expect(toParameters(codec, defaults).toString()).toBe('');
  });

  it.each(['errors=no', 'row=9', 'row=1.5', 'row=-1', 'limit=0', 'limit=1001', 'limit=x', 'state=other', 'fill=100,x'])(
    'takes the default for the invalid %s',
    (search) => {
      expect(read(search)).toEqual(defaults);
    },
  );

  it('limits the number of repeated parameters', () => {
    expect(read('also=a&also=b&also=c').also).toEqual(['a', 'b']);
  });

  it('finds the parameters that it does not read', () => {
    const invalid = (search: string) => codec.invalid(new URLSearchParams(search));
    expect(invalid('search=a&errors=0&row=3&limit=2.5&state=active&fill=1,2&scan=&also=x&also=y')).toEqual([]);
    expect(invalid('errors=no&row=9&limit=x&state=other&fill=1,x')).toEqual([
      'errors',
      'row',
      'limit',
      'state',
      'fill',
    ]);
    expect(invalid('search=a&search=b&also=a&also=b&also=c')).toEqual(['search', 'also']);
  });

  it('lists its parameters', () => {
    expect(codec.keys).toEqual(['search', 'errors', 'row', 'limit', 'state', 'fill', 'scan', 'also']);
  });
});
