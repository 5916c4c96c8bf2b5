import { useQuery } from '@apollo/client/react';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'react-router';
import { SubsystemsDocument } from '../generated/operations.ts';
import { type CarriedParameters, CarriedParametersContext } from '../url/carried-parameters.ts';
import { carrySelection } from './carry-selection.ts';

/**
 * Gives the links of all pages the selection of the pages visited before. It stays in memory until the browser loads HDQM again, and only
 * links have it: what a page shows is in its address, which opens the same for everyone.
 */
export function CarriedSelection({ children }: { children: ReactNode }) {
  const { pathname, search } = useLocation();
  // Every page with a selection loads them.
  const subsystems = useQuery(SubsystemsDocument, { fetchPolicy: 'cache-only' }).data?.subsystems;
  const [carried, setCarried] = useState<CarriedParameters>({});
  const [seen, setSeen] = useState<string>();
  const address = pathname + search;
  if (subsystems && address !== seen) {
    const after = carrySelection(carried, { pathname, search }, subsystems);
    setSeen(address);
    if (JSON.stringify(after) !== JSON.stringify(carried)) setCarried(after);
  }
  return <CarriedParametersContext value={carried}>{children}</CarriedParametersContext>;
}
