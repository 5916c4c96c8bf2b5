import '@mantine/core/styles.css';
import './app/global.css';
import './app/print.css';
import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { routes } from './app/routes.tsx';
import { ThemeProvider } from './app/theme-provider.tsx';
import { makeClient } from './data/apollo.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <ThemeProvider>
      <ApolloProvider client={makeClient()}>
        <RouterProvider router={createBrowserRouter(routes)} />
      </ApolloProvider>
    </ThemeProvider>
  </StrictMode>,
);
