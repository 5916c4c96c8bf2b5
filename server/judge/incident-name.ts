/** What the name of an incident is made of. */
export interface IncidentMember {
  readonly subsystem: string;
  /** Name of the config. */
  readonly config: string;
  readonly primaryDataset: string;
}

/** Subsystems that are named; of more the number is. */
const maxSubsystems = 3;
/** Characters of names that say something. */
const minShared = 3;

/**
 * Names an incident by what its alarms share: for each subsystem, most alarms first, the part that the names of its configs share or their
 * number; then the dataset if there is only one, e.g. "RPC BX_* (6), CSC NSegments_Avg in ZeroBias".
 */
export function nameIncident(members: readonly IncidentMember[]): string {
  const [first] = members;
  if (!first) return '';
  const subsystems = [...new Set(members.map(({ subsystem }) => subsystem))]
    .map((subsystem) => ({ subsystem, of: members.filter((member) => member.subsystem === subsystem) }))
    .sort((a, b) => b.of.length - a.of.length);
  const parts = subsystems.slice(0, maxSubsystems).map(({ subsystem, of }) => {
    const configs = [...new Set(of.map(({ config }) => config))];
    if (configs.length === 1) return `${subsystem} ${configs[0]}`;
    const pattern = sharedPattern(configs);
    return pattern === undefined ? `${subsystem} (${configs.length})` : `${subsystem} ${pattern} (${configs.length})`;
  });
  if (subsystems.length > maxSubsystems) parts.push(`${subsystems.length - maxSubsystems} more subsystems`);
  const datasets = new Set(members.map(({ primaryDataset }) => primaryDataset));
  return `${parts.join(', ')}${datasets.size === 1 ? ` in ${first.primaryDataset}` : ''}`;
}

/** The words that all names begin and end with, `*` in place of the others; undefined if they share too little. */
function sharedPattern(names: readonly string[]): string | undefined {
  const words = names.map((name) => name.split('_'));
  const [first = []] = words;
  const shortest = Math.min(...words.map(({ length }) => length));
  let [head, tail] = [0, 0];
  while (head < shortest - 1 && words.every((list) => list[head] === first[head])) head += 1;
  while (tail < shortest - 1 - head && words.every((list) => list.at(-1 - tail) === first.at(-1 - tail))) tail += 1;
  const shared = [...first.slice(0, head), '*', ...first.slice(first.length - tail)].join('_');
  return shared.length - 1 < minShared ? undefined : shared;
}
