import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, and then folders whose tests start processes; those that take longest first. */
const slow = [
  'integration/scan',
  'integration/hostile',
  'browser/explorer',
  'integration/cluster',
  'browser/point',
  'browser/markup',
  'browser/incidents',
  'browser/new-config',
  'browser/notes',
  'faults/',
  'browser/',
  'integration/',
];

/** Starts slow files first, so that none of them runs alone at the end. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = slow.findIndex((start) => moduleId.includes(`/test/${start}`));
  return index === -1 ? slow.length : index;
}
