import type {
  ListedGroupFragment as ListedGroup,
  ListedTrendFragment as ListedTrend,
} from '../../generated/operations.ts';

/** One plot of the grid. */
export interface Plot {
  readonly key: string;
  readonly title: string;
  readonly yTitle: string;
  /** Name of its group; null for a trend that is in none. */
  readonly group: string | null;
  /** The folder of its ME, or `Groups`: its heading in the index. */
  readonly folder: string;
  readonly trends: readonly ListedTrend[];
}

/** The plots of a list of trends: groups first, then the trends that are in none, in the order of the configs. */
export function arrangePlots(trends: readonly ListedTrend[], groups: readonly ListedGroup[]): Plot[] {
  const byName = new Map(trends.map((trend) => [trend.config.name, trend]));
  const grouped = new Set<string>();
  const plots: Plot[] = [];
  for (const group of groups) {
    const members = group.members.flatMap((name) => byName.get(name) ?? []);
    if (members.length < 2) continue;
    for (const { config } of members) grouped.add(config.name);
    const yTitle = group.yTitle === '' ? (members[0]?.config.yTitle ?? '') : group.yTitle;
    plots.push({
      key: `group ${group.name}`,
      title: group.title,
      yTitle,
      group: group.name,
      folder: 'Groups',
      trends: members,
    });
  }
  for (const trend of trends) {
    if (grouped.has(trend.config.name)) continue;
    const { name, title, yTitle } = trend.config;
    plots.push({
      key: name,
      title: title === yTitle ? name : title,
      yTitle,
      group: null,
      folder: folderOf(trend),
      trends: [trend],
    });
  }
  return plots;
}

/** The trends with all words of a search in name, title, metric or ME path, ignoring case. */
export function searchTrends(trends: readonly ListedTrend[], search: string): readonly ListedTrend[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return trends;
  return trends.filter(({ config: { name, title, metric, paths } }) => {
    const text = [name, title, metric, ...mePaths(paths)].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Returns all ME paths of a config. */
export function mePaths(paths: Readonly<Record<string, unknown>>): string[] {
  return Object.values(paths)
    .flat()
    .filter((path) => typeof path === 'string');
}

function folderOf({ config }: ListedTrend): string {
  const [path = ''] = mePaths({ main: config.paths['main'] });
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : 'Others';
}

/** Names without their common prefix and suffix, at word boundaries: `charge_L1_mpv`, `charge_L2_mpv` become `L1`, `L2`. */
export function distinctParts(names: readonly string[]): string[] {
  if (names.length < 2) return [...names];
  const words = names.map((name) => name.split(/(?<=[_\-. ])|(?=[_\-. ])/));
  const shared = (at: (parts: readonly string[], index: number) => string | undefined): number => {
    let count = 0;
    while (words.every((parts) => parts.length > count && at(parts, count) === at(words[0] ?? [], count))) count += 1;
    return count;
  };
  const before = shared((parts, index) => parts[index]);
  const after = shared((parts, index) => parts.at(-1 - index));
  const short = words.map((parts) =>
    parts
      .slice(before, parts.length - after)
      .join('')
      .replace(/^[_\-. ]+|[_\-. ]+$/g, ''),
  );
  return short.every((name) => name !== '') && new Set(short).size === names.length ? short : [...names];
}
