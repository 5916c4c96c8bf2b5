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
import { useDisclosure } from '@mantine/hooks';
import { Moon, Sun } from 'lucide-react';
import { NavLink as RouterLink, Outlet, useLocation } from 'react-router';
import { StatusDocument } from '../generated/operations.ts';
import { LoginEntry } from './login-entry.tsx';

const pages = [
  { to: '/', label: 'Changes' },
  { to: '/trends', label: 'Trends' },
  { to: '/runs', label: 'Runs' },
  { to: '/configs', label: 'Configs' },
  { to: '/metrics', label: 'Metrics' },
  { to: '/scans', label: 'Scans' },
  { to: '/graphiql', label: 'GraphiQL' },
  { to: '/help', label: 'Help' },
];

/** Head, navigation and the page. */
export function Layout() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const { data } = useQuery(StatusDocument);
  return (
    <AppShell header={{ height: 48 }} padding={0}>
      <AppShell.Header>
        <Group h="100%" px="md" gap="md" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Pages" />
          <Text component={RouterLink} to="/" fw={800} size="lg" c="var(--mantine-color-text)" td="none">
            HDQM
          </Text>
          <Group component="nav" gap={2} visibleFrom="sm" wrap="nowrap" aria-label="Pages">
            <Pages compact />
          </Group>
          <Group ml="auto" gap="xs" wrap="nowrap">
            {data?.status.sample ? (
              <Badge
                color="var(--caution)"
                variant="filled"
                tt="none"
                title="EOS_ROOT is not set: these files come with HDQM, and all their physics is invented"
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
          <Pages />
        </nav>
      </Drawer>
      <AppShell.Main>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function Pages({ compact = false }: { compact?: boolean }) {
  const { pathname } = useLocation();
  return pages.map(({ to, label }) => (
    <NavLink
      key={to}
      component={RouterLink}
      to={to}
      label={label}
      active={pathname === to}
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
