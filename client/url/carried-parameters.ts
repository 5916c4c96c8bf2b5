import { createContext, useContext } from 'react';
import { type PagePath, pageLink } from './links.ts';

/** The parameters with which links open pages: what was selected on them, or on others, since HDQM was loaded. */
export type CarriedParameters = Readonly<Partial<Record<PagePath, string>>>;

/** Set by the layout of all pages. */
export const CarriedParametersContext = createContext<CarriedParameters>({});

/** Returns the parameters with which links open a page. */
export function useCarriedParameters(path: PagePath): URLSearchParams {
  return new URLSearchParams(useContext(CarriedParametersContext)[path]);
}

/** Returns a function that links a page with what was selected. */
export function usePageLink(): (path: PagePath) => string {
  const carried = useContext(CarriedParametersContext);
  return (path) => pageLink(path, new URLSearchParams(carried[path]));
}
