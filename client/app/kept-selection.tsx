import { useQuery } from '@apollo/client/react';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'react-router';
import { SubsystemsDocument } from '../generated/operations.ts';
import { type KeptParameters, KeptParametersContext } from '../url/kept-parameters.ts';
import { keepSelection } from './keep-selection.ts';

/**
 * Gives the links of all pages the selection of the pages visited before. It is kept in memory until the browser loads HDQM again, and only
 * links have it: what a page shows is in its address, which opens the same for everyone.
 */
export function KeptSelection({ children }: { children: ReactNode }) {
  const { pathname, search } = useLocation();
  // Every page with a selection loads them.
  const subsystems = useQuery(SubsystemsDocument, { fetchPolicy: 'cache-only' }).data?.subsystems;
  const [kept, setKept] = useState<KeptParameters>({});
  const [seen, setSeen] = useState<string>();
  const address = pathname + search;
  if (subsystems && address !== seen) {
    const after = keepSelection(kept, { pathname, search }, subsystems);
    setSeen(address);
    if (JSON.stringify(after) !== JSON.stringify(kept)) setKept(after);
  }
  return <KeptParametersContext value={kept}>{children}</KeptParametersContext>;
}
