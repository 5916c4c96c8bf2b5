import '@mantine/core/styles.css';
import './app/global.css';
import './app/print.css';
import { ApolloProvider } from '@apollo/client/react';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { routes } from './app/routes.tsx';
import { theme } from './app/theme.ts';
import { makeClient } from './data/apollo.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <ApolloProvider client={makeClient()}>
        <RouterProvider router={createBrowserRouter(routes)} />
      </ApolloProvider>
    </MantineProvider>
  </StrictMode>,
);
