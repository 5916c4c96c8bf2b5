import '@mantine/core/styles.css';
import './app/global.css';
import { ApolloProvider } from '@apollo/client/react';
import { createTheme, MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, redirect, RouterProvider } from 'react-router';
import { Layout } from './app/layout.tsx';
import { ConfigsPage } from './pages/configs/configs.tsx';
import { HelpPage } from './pages/help/help.tsx';
import { LostPage } from './app/not-found.tsx';
import { MetricsPage } from './pages/metrics/metrics.tsx';
import { PlotPage } from './pages/plot/plot.tsx';
import { RunsPage } from './pages/runs/runs.tsx';
import { ScansPage } from './pages/scans/scans.tsx';
import { AnomaliesPage } from './pages/anomalies/anomalies.tsx';
import { TrendsPage } from './pages/trends/trends.tsx';
import { makeClient } from './data/apollo.ts';
import { currentLink } from './app/legacy-link.ts';

const theme = createTheme({
  primaryColor: 'blue',
  // The shade that white text and links on white need to be read by everybody (4.5 to 1, WCAG AA).
  primaryShade: 8,
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
});

const router = createBrowserRouter([
  {
    element: <Layout />,
    errorElement: <LostPage />,
    children: [
      {
        // A page that breaks leaves the head with the ways to the others.
        errorElement: <LostPage />,
        children: [
          {
            path: '/',
            loader: ({ request }) => {
              const to = currentLink(new URL(request.url).searchParams);
              return to === undefined ? null : redirect(to);
            },
            element: <AnomaliesPage />,
          },
          { path: '/trends', element: <TrendsPage /> },
          { path: '/trends/:subsystem/:config', element: <PlotPage /> },
          { path: '/runs', element: <RunsPage /> },
          { path: '/configs', element: <ConfigsPage /> },
          { path: '/metrics', element: <MetricsPage /> },
          { path: '/scans', element: <ScansPage /> },
          { path: '/help', element: <HelpPage /> },
          { path: '/graphiql', lazy: () => import('./pages/graphiql/graphiql.tsx') },
          { path: '*', element: <LostPage /> },
        ],
      },
    ],
  },
]);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <ApolloProvider client={makeClient()}>
        <RouterProvider router={router} />
      </ApolloProvider>
    </MantineProvider>
  </StrictMode>,
);
