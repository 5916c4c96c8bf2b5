import { openApp } from '../../app/app.ts';
import { membersWithoutFiles, takenNames } from '../../app/dataset-chains.ts';
import type { WrittenChain } from '../../app/rules/dataset-chains.ts';
import type { Settings } from '../../app/settings.ts';
import { outageReason } from '../../extract/outage.ts';
import type { ConfigSection } from '../../plan/plan.ts';
import type { ReportedProblem } from '../../plan/problem.ts';
import { checkChains } from '../../store/chains/store-chains.ts';
import { lastStart } from '../../store/connection/embedded-postgres.ts';
import { settingsOfLatestData } from '../terminal/command-settings.ts';
import { describeMissingElements } from './missing-elements.ts';

/** What the database says of configs and dataset chains. */
export interface DatabaseCheck {
  readonly problems: readonly ReportedProblem[];
  /** Lines on what no file has: MEs, and members of chains. Later files may have it. */
  readonly warnings: string;
}

/** Compares configs and dataset chains with the database, if there is one. The sample has a small part of the MEs: they are not looked for. */
export async function compareWithDatabase(
  given: Settings,
  sections: readonly ConfigSection[],
  chains: readonly WrittenChain[],
): Promise<DatabaseCheck> {
  const settings = await settingsOfLatestData(given);
  const hasDatabase = settings.DATABASE_URL !== undefined || (await lastStart(settings.HDQM_DATA)) !== undefined;
  if (!hasDatabase || (settings.sample && chains.length === 0)) return { problems: [], warnings: '' };
  try {
    const app = await openApp({ ...settings, LOG_LEVEL: 'silent' });
    try {
      const checked = await checkChains(app.database, chains);
      const elements = settings.sample ? '' : await describeMissingElements(app, sections);
      const members = membersWithoutFiles(checked).map((line) => `${line}\n`);
      return { problems: takenNames(checked), warnings: `${members.join('')}${elements}` };
    } finally {
      await app.close();
    }
  } catch (error) {
    const outage = outageReason(error);
    if (outage === undefined) throw error;
    return { problems: [], warnings: `MEs and members of chains not looked for in the files: ${outage}\n` };
  }
}
