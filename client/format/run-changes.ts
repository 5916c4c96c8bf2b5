import type { ChangedQuantity, ListedRunChangesFragment } from '../generated/operations.ts';

type RunChange = ListedRunChangesFragment['items'][number];

/** Name and unit of each quantity. */
const quantities: Readonly<Record<ChangedQuantity, readonly [name: string, unit?: string]>> = {
  fill: ['fill'],
  injectionScheme: ['injection scheme'],
  bField: ['magnetic field', 'T'],
  l1Key: ['L1 key'],
  hltKey: ['HLT key'],
  era: ['era'],
  processingVersion: ['processing version'],
  fileVersion: ['file version'],
  release: ['release'],
  globalTag: ['global tag'],
  configRevision: ['revision'],
};

/** Configs of a change that are named; of more, the number is. */
const maxConfigs = 3;

/** Returns the name of a changed quantity, and its values before and after. */
export function describeChange({ quantity, before, after, configs }: RunChange): [name: string, values: string] {
  const [name, unit = ''] = quantities[quantity];
  const of =
    configs.length > maxConfigs ? ` of ${configs.length} configs` : ` of ${configs.map((one) => one.name).join(', ')}`;
  return [configs.length === 0 ? name : name + of, `${before} → ${after} ${unit}`.trimEnd()];
}
