import { useOutletContext } from 'react-router';
import type { PagePath } from '../url/links.ts';

/** A page as navigation and help list it. */
export interface ListedPage {
  readonly path: PagePath;
  readonly label: string;
  /** What it shows, in one sentence. */
  readonly description: string;
}

/** The pages of app/routes.tsx, for a page below the layout. */
export const useListedPages = (): readonly ListedPage[] => useOutletContext<readonly ListedPage[]>();
