import { describe, expect, it } from 'vitest';
import { followFilter, type FollowedFilter } from '../../../client/app/run-registry-filter.ts';

/** As the browser sends it: what qs writes, after `filterValue=`. */
const followed = (entries: readonly (readonly [string, string])[]): Partial<FollowedFilter> | undefined => {
  const qs = entries.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&');
  const found = followFilter(new URLSearchParams(`filter=rr&filterValue=${qs}`));
  return found && Object.fromEntries(Object.entries(found).filter(([, value]) => value && String(value) !== ''));
};

describe('followFilter', () => {
  it.each([
    [
      'a range',
      [
        ['run_number[and][0][>]', '355000'],
        ['run_number[and][1][<]', '355100'],
      ],
      { list: '355001-355099' },
    ],
    [
      'with its ends',
      [
        ['run_number[and][0][>=]', '355000'],
        ['run_number[and][1][<=]', '355100'],
      ],
      { list: '355000-355100' },
    ],
    ['one run', [['run_number[=]', '355000']], { list: '355000' }],
    ['without an operator', [['run_number', '355000']], { list: '355000' }],
    [
      'between',
      [
        ['run_number[between][0]', '355000'],
        ['run_number[between][1]', '355005'],
      ],
      { list: '355000-355005' },
    ],
    ['an open range', [['run_number[>]', '355000']], { list: '355001-999999999' }],
    [
      'several runs',
      [
        ['run_number[or][0][=]', '355100'],
        ['run_number[or][1][=]', '355300'],
        ['run_number[or][2][=]', '355101'],
      ],
      { list: '355100-355101,355300' },
    ],
    [
      'in',
      [
        ['run_number[in][0]', '355100'],
        ['run_number[in][1]', '355300'],
      ],
      { list: '355100,355300' },
    ],
    [
      'all but some',
      [
        ['run_number[and][0][<>]', '355100'],
        ['run_number[and][1][<>]', '355101'],
      ],
      { list: 'all,-355100-355101' },
    ],
    [
      'a range without some',
      [
        ['run_number[>=]', '355000'],
        ['run_number[and][0][<=]', '355100'],
        ['run_number[and][1][<>]', '355050'],
      ],
      { list: '355000-355049,355051-355100' },
    ],
    [
      'no run at all',
      [
        ['run_number[and][0][>]', '5'],
        ['run_number[and][1][<]', '3'],
      ],
      { list: '0' },
    ],
    ['no condition', [['run_number[<>]', 'null']], {}],
    [
      'three levels',
      [
        ['run_number[or][0][=]', '1000'],
        ['run_number[or][1][and][0][>]', '2000'],
        ['run_number[or][1][and][1][<]', '2003'],
      ],
      { list: '1000,2001-2002' },
    ],
    [
      'members of and',
      [
        ['and[0][run_number][>=]', '355000'],
        ['and[1][run_number][<=]', '355010'],
        ['and[2][rr_attributes.class][=]', 'Collisions22'],
      ],
      { list: '355000-355010', classes: ['Collisions22'] },
    ],
    [
      'classes',
      [
        ['class[or][0][=]', 'Collisions22'],
        ['class[or][1][=]', 'Collisions23'],
      ],
      { classes: ['Collisions22', 'Collisions23'] },
    ],
    [
      'fill and era',
      [
        ['oms_attributes.fill_number[=]', '8000'],
        ['oms_attributes.era[=]', 'Run2022C'],
      ],
      { fills: [8000], eras: ['Run2022C'] },
    ],
    [
      'quantities',
      [
        ['rr_attributes.significant[=]', 'true'],
        ['oms_attributes.duration[>=]', '600'],
        ['oms_attributes.recorded_lumi[>=]', '0.5'],
      ],
      { significant: true, minDurationSeconds: 600, minRecordedLumi: 0.5 },
    ],
  ] as const)('selects %s', (_, entries, expected) => {
    expect(followed(entries)).toEqual(expected);
  });

  it.each([
    [
      'a part of a class',
      [
        ['class[like]', '%Collisions%'],
        ['run_number[>=]', '5'],
      ],
      { list: '5-999999999', ignored: ['class'] },
    ],
    ['a flag', [['triplet_summary.tracker-strip.GOOD[>]', '0']], { ignored: ['triplet_summary.tracker-strip.GOOD'] }],
    ['a state', [['rr_attributes.state[=]', 'OPEN']], { ignored: ['rr_attributes.state'] }],
    ['not significant', [['significant[=]', 'false']], { ignored: ['significant'] }],
    ['another operator', [['run_number[~]', '5']], { ignored: ['run_number'] }],
    ['a run that is no number', [['run_number[=]', '5; DROP']], { ignored: ['run_number'] }],
    ['more than a duration', [['duration[>]', '600']], { ignored: ['duration'] }],
    [
      'either of two fields',
      [
        ['or[0][run_number][=]', '5'],
        ['or[1][class][=]', 'x'],
      ],
      { ignored: ['run_number', 'class'] },
    ],
    [
      'two classes together',
      [
        ['and[0][class][=]', 'a'],
        ['and[1][class][=]', 'b'],
      ],
      { classes: ['a'], ignored: ['class'] },
    ],
    [
      'two far ranges',
      [
        ['run_number[or][0][<]', '300000'],
        ['run_number[or][1][>]', '400000'],
      ],
      { ignored: ['run_number'] },
    ],
  ] as const)('names what it cannot follow: %s', (_, entries, expected) => {
    expect(followed(entries)).toEqual(expected);
  });

  it('reads a filter that was encoded', () => {
    const qs = 'run_number%5Band%5D%5B0%5D%5B%3E%5D=355000&run_number%5Band%5D%5B1%5D%5B%3C%5D=355010';
    for (const text of [encodeURIComponent(qs), encodeURIComponent(decodeURIComponent(qs))])
      expect(followFilter(new URLSearchParams(`filter=rr&filterValue=${text}`))?.list).toBe('355001-355009');
  });

  it.each([
    ['nothing', []],
    ['no field', [['', '5']]],
    ['unbalanced brackets', [['run_number[and][0', '5']]],
    [
      'a key twice',
      [
        ['run_number[=]', '5'],
        ['run_number[=]', '6'],
      ],
    ],
    [
      'a value with members',
      [
        ['run_number', '5'],
        ['run_number[=]', '6'],
      ],
    ],
    ['an empty and', [['and', '5']]],
    ['too deep', [[`a${'[and][0]'.repeat(200)}[=]`, '5']]],
    ['too many', Array.from({ length: 5001 }, (_, index) => [`run_number[or][${index}][=]`, '5'] as const)],
    [
      'a prototype',
      [
        ['__proto__[polluted]', '1'],
        ['constructor[prototype][polluted]', '1'],
      ],
    ],
  ] as const)('does not read %s', (_, entries) => {
    const found = followed(entries);
    expect(found === undefined || (found.list === undefined && (found.ignored?.length ?? 0) > 0)).toBe(true);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
