import { redirect, type RouteObject } from 'react-router';
import { AnomaliesPage } from '../pages/anomalies/anomalies.tsx';
import { BrowsePage } from '../pages/browse/browse.tsx';
import { ComparePage } from '../pages/compare/compare.tsx';
import { ConfigsPage } from '../pages/configs/configs.tsx';
import { HelpPage } from '../pages/help/help.tsx';
import { IncidentsPage } from '../pages/incidents/incidents.tsx';
import { MetricsPage } from '../pages/metrics/metrics.tsx';
import { NewConfigPage } from '../pages/new-config/new-config.tsx';
import { GroupPage, PlotPage } from '../pages/plot/plot.tsx';
import { NotesPage } from '../pages/notes/notes.tsx';
import { RunPage } from '../pages/run/run.tsx';
import { RunsPage } from '../pages/runs/runs.tsx';
import { ScansPage } from '../pages/scans/scans.tsx';
import { SuggestedRunsPage } from '../pages/suggested-runs/suggested-runs.tsx';
import { TokensPage } from '../pages/tokens/tokens.tsx';
import { TrendsPage } from '../pages/trends/trends.tsx';
import type { ListedPage } from '../ui/listed-pages.ts';
import { ErrorPage } from './error-page.tsx';
import { Layout } from './layout.tsx';
import { currentLink } from './legacy-link.ts';

type Page = ListedPage & { readonly route: Pick<RouteObject, 'element' | 'loader' | 'lazy'> };

/** The pages, in the order of the navigation. The router, the navigation and the help page are made of this list. */
const pages: readonly Page[] = [
  {
    path: '/',
    label: 'Incidents',
    description: 'alarms by the run at which they began: new ones, known ones, and those back to normal',
    route: {
      element: <IncidentsPage />,
      // Old links to trends and to anomalies have this path.
      loader: ({ request }) => {
        const link = currentLink(new URL(request.url).searchParams);
        return link === undefined ? null : redirect(link);
      },
    },
  },
  {
    path: '/anomalies',
    label: 'Anomalies',
    description: 'trends whose newest runs differ from their baseline, failed files, and the newest runs',
    route: { element: <AnomaliesPage /> },
  },
  {
    path: '/trends',
    label: 'Trends',
    description: 'all plots of a subsystem in a dataset',
    route: { element: <TrendsPage /> },
  },
  {
    path: '/runs',
    label: 'Runs',
    description: 'all runs with their OMS and Run Registry data',
    route: { element: <RunsPage /> },
  },
  {
    path: '/notes',
    label: 'Notes',
    description: 'what users wrote about runs: interventions, conditions, problems',
    route: { element: <NotesPage /> },
  },
  {
    path: '/browse',
    label: 'Browse',
    description: 'the MEs of a DQM file: tree, search, histograms, and the configs that use them',
    route: { element: <BrowsePage /> },
  },
  {
    path: '/configs',
    label: 'Configs',
    description: 'the plot configs with their metrics, MEs, revisions and problems',
    route: { element: <ConfigsPage /> },
  },
  {
    path: '/metrics',
    label: 'Metrics',
    description: 'the metrics with their formulas and parameters',
    route: { element: <MetricsPage /> },
  },
  {
    path: '/scans',
    label: 'Scans',
    description: 'scans, schedule, services, workers and failed files',
    route: { element: <ScansPage /> },
  },
  {
    path: '/graphiql',
    label: 'GraphiQL',
    description: 'queries of the API, with examples',
    route: { lazy: () => import('../pages/graphiql/graphiql.tsx') },
  },
  { path: '/help', label: 'Help', description: 'this page', route: { element: <HelpPage /> } },
];

export const routes: RouteObject[] = [
  {
    element: <Layout pages={pages} />,
    errorElement: <ErrorPage />,
    children: [
      {
        // The error of a page leaves the header with the navigation in place.
        errorElement: <ErrorPage />,
        children: [
          ...pages.map(({ path, route }) => ({ path, ...route })),
          { path: '/configs/new', element: <NewConfigPage /> },
          { path: '/tokens', element: <TokensPage /> },
          { path: '/compare', element: <ComparePage /> },
          { path: '/runs/suggested', element: <SuggestedRunsPage /> },
          { path: '/runs/:run', element: <RunPage /> },
          { path: '/trends/:subsystem/:config', element: <PlotPage /> },
          { path: '/trends/:subsystem/group/:group', element: <GroupPage /> },
          { path: '*', element: <ErrorPage /> },
        ],
      },
    ],
  },
];
