import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose tests start processes: the longest ones. */
const longest = ['test/faults/', 'test/browser/', 'test/integration/'];

/** Long files first: the last one to end holds up all of them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((folder) => moduleId.includes(`/${folder}`));
  return place === -1 ? longest.length : place;
}
