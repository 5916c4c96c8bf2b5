import { ActionIcon, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { runsCodec, withoutRun } from '../run-selection/run-selection.ts';
import { RunLink } from '../ui/run-link.tsx';
import { useUrlState } from '../url/use-url-state.ts';
import styles from './point-panel.module.css';

/** The frame of a panel beside the plots about a run, with buttons and keys that go to the runs before and after it. */
export function RunDrawer({
  run,
  runs,
  onRun,
  close,
  children,
}: {
  run: number;
  /** The runs of the trend, ascending. */
  runs: readonly number[];
  /** Opens the panel of another run. */
  onRun: (run: number) => void;
  close: () => void;
  children: ReactNode;
}) {
  const [selected, selectRuns] = useUrlState(runsCodec);
  useReturnedFocus();
  const [previous, next] = neighbours(runs, run);
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowLeft: previous, ArrowRight: next }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onRun(to);
  };
  return (
    <Drawer
      opened
      position="right"
      size="var(--point-panel-width)"
      onClose={close}
      withOverlay={false}
      lockScroll={false}
      shadow="xl"
      portalProps={portal}
      onKeyDown={onKey}
      closeButtonProps={closeButton}
      title={
        <Group gap={6} wrap="nowrap">
          <Step to={previous} label="Previous run" shortcut="←" onRun={onRun} />
          <Text fw={700}>
            <RunLink run={run}>Run {run}</RunLink>
          </Text>
          <Step to={next} label="Next run" shortcut="→" onRun={onRun} />
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            title="Exclude this run from all plots of the page"
            onClick={() => {
              selectRuns(withoutRun(selected, run));
              close();
            }}
          >
            Exclude run
          </Button>
        </Group>
      }
    >
      <Stack gap="md" data-run={run}>
        {children}
      </Stack>
    </Drawer>
  );
}

/** An element of its own, by which style sheets know that the panel is open. */
const portal = { reuseTargetNode: false, className: styles.portal };

/** Has the focus first: the first button that is enabled while the runs are loading would exclude the run. */
const closeButton = { 'aria-label': 'Close', 'data-autofocus': true };

/** Gives the focus back, when the panel closes, to the element that had it before; to its plot where it is no longer there. */
function useReturnedFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (!(before instanceof HTMLElement) || before === document.body) return;
      const plot = before.closest<HTMLElement>('[data-plot]')?.dataset['plot'];
      // The drawer takes the focus along when it is removed, after this.
      setTimeout(() => {
        const inPlot = plot && document.querySelector<HTMLElement>(`[data-plot="${CSS.escape(plot)}"] [tabindex="0"]`);
        const target = before.isConnected ? before : inPlot;
        if (target) target.focus({ preventScroll: true });
      });
    },
    [before],
  );
}

function neighbours(runs: readonly number[], run: number): [number | undefined, number | undefined] {
  const index = runs.indexOf(run);
  return index < 0
    ? [runs.findLast((other) => other < run), runs.find((other) => other > run)]
    : [runs[index - 1], runs[index + 1]];
}

function Step({
  to,
  label,
  shortcut,
  onRun,
}: {
  to: number | undefined;
  label: string;
  shortcut: '←' | '→';
  onRun: (run: number) => void;
}) {
  return (
    <ActionIcon
      variant="default"
      disabled={to === undefined}
      onClick={() => to !== undefined && onRun(to)}
      aria-label={label}
      title={to === undefined ? 'No other run in this selection' : `${label}: ${to} (${shortcut})`}
    >
      {shortcut === '←' ? <ArrowLeft size={16} /> : <ArrowRight size={16} />}
    </ActionIcon>
  );
}
