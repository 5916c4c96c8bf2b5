import { MantineProvider } from '@mantine/core';
import type { ReactNode } from 'react';
import { theme } from './theme.ts';
import { usePrinting } from './use-printing.ts';

/** The theme of all pages, light or dark as the viewer has selected; printed pages are light. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const isPrinting = usePrinting();
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" {...(isPrinting ? { forceColorScheme: 'light' } : {})}>
      {children}
    </MantineProvider>
  );
}
