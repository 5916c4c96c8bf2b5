import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose tests start processes, those that take longest first. */
const slowFolders = ['test/faults/', 'test/browser/', 'test/integration/'];

/** Starts slow files first, so that none of them runs alone at the end. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = slowFolders.findIndex((folder) => moduleId.includes(`/${folder}`));
  return index === -1 ? slowFolders.length : index;
}
