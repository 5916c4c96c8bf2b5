import { useQuery } from '@apollo/client/react';
import {
  ActionIcon,
  AppShell,
  Badge,
  Burger,
  Drawer,
  Group,
  NavLink,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Moon, Sun } from 'lucide-react';
import { matchPath, NavLink as RouterLink, Outlet, useLocation } from 'react-router';
import { StatusDocument } from '../generated/operations.ts';
import { plotViewCodec } from '../pages/plot/plot-view.ts';
import type { ListedPage } from '../ui/listed-pages.ts';
import { pageLink } from '../url/links.ts';
import { usePageLink } from '../url/carried-parameters.ts';
import { CarriedSelection } from './carried-selection.tsx';
import { IgnoredFilters } from './ignored-filters.tsx';
import { LoginEntry } from './login-entry.tsx';

/** The header with the navigation, the page, and a footer with the version. */
export function Layout({ pages }: { pages: readonly ListedPage[] }) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const { data } = useQuery(StatusDocument);
  useHotkeys([['/', focusSearch]]);
  const { pathname, search } = useLocation();
  if (isBarePage(pathname, search))
    return (
      <CarriedSelection>
        <main id="main" tabIndex={-1}>
          <Outlet context={pages} />
        </main>
      </CarriedSelection>
    );
  return (
    <CarriedSelection>
      <AppShell header={{ height: 48 }} padding={0}>
        <a href="#main" className="skip-link">
          Skip to content
        </a>
        <AppShell.Header>
          <Group h="100%" px="md" gap="md" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Pages" />
            <Text component={RouterLink} to={pageLink('/')} fw={800} size="lg" c="var(--mantine-color-text)" td="none">
              HDQM
            </Text>
            <Group component="nav" gap={2} visibleFrom="sm" wrap="nowrap" aria-label="Pages">
              <PageLinks pages={pages} compact />
            </Group>
            <Group ml="auto" gap="xs" wrap="nowrap" miw={0}>
              {data?.status.sample ? (
                <Badge
                  size="md"
                  style={{ flexShrink: 50 }} // before the name of the user
                  color="var(--caution)"
                  title="EOS_ROOT is not set: HDQM shows its sample files, whose contents are synthetic"
                >
                  Sample data
                </Badge>
              ) : null}
              <LoginEntry />
              <SchemeToggle />
            </Group>
          </Group>
        </AppShell.Header>
        <Drawer opened={opened} onClose={close} title="HDQM" size="xs" hiddenFrom="sm">
          <nav aria-label="Pages" onClick={close}>
            <PageLinks pages={pages} />
          </nav>
        </Drawer>
        <AppShell.Main id="main" tabIndex={-1}>
          <IgnoredFilters />
          <Outlet context={pages} />
          {data ? (
            <Text component="footer" size="xs" c="dimmed" ta="right" px="md" py={4}>
              HDQM {data.status.version}
            </Text>
          ) : null}
        </AppShell.Main>
      </AppShell>
    </CarriedSelection>
  );
}

/** Whether an address is that of a plot alone, for a frame of another site. */
function isBarePage(pathname: string, search: string): boolean {
  return matchPath('/trends/:subsystem/*', pathname) !== null && plotViewCodec.read(new URLSearchParams(search)).bare;
}

/** Focuses the search of the page. */
function focusSearch(): void {
  const search = document.querySelector<HTMLInputElement>(
    'main [role="search"] input[type="search"], main input[type="search"]',
  );
  search?.focus();
  search?.select();
}

function PageLinks({ pages, compact = false }: { pages: readonly ListedPage[]; compact?: boolean }) {
  const { pathname } = useLocation();
  const linkOf = usePageLink();
  return pages.map(({ path, label }) => (
    <NavLink
      key={path}
      component={RouterLink}
      to={linkOf(path)}
      label={label}
      active={pathname === path || (path !== '/' && pathname.startsWith(`${path}/`))}
      {...(compact ? { w: 'auto', px: 10, py: 5, style: { borderRadius: 4 } } : {})}
    />
  ));
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  return (
    <ActionIcon
      variant="default"
      size="md"
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      aria-label={dark ? 'Light colours' : 'Dark colours'}
    >
      {dark ? <Sun size={16} /> : <Moon size={16} />}
    </ActionIcon>
  );
}
