import { Button, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { type ReactNode, useCallback, useState } from 'react';
import type { RunInterval } from '../chart/axis/run-interval.ts';
import type { MenuAction } from '../chart/options-menu.tsx';
import { usePermission } from '../ui/mutation-button.tsx';
import { NoteDialog } from './note-dialog.tsx';
import type { NoteTarget } from './note-draft.ts';
import styles from './note-drag.module.css';

/** How a page makes a note by dragging over the runs of a plot. */
export interface NoteDrag {
  /** Called with the runs of a drag and the scope of its plot; undefined unless the button was pressed. */
  readonly onRuns: ((runs: RunInterval, scope: NoteTarget) => void) | undefined;
  /** Of the menu View: expects a drag. */
  readonly action: MenuAction;
  /** The hint while a drag is expected, and the dialog after it. */
  readonly overlay: ReactNode;
}

/** Makes the next drag over a plot select the runs of a note. */
export function useNoteDrag(): NoteDrag {
  const [isExpected, setIsExpected] = useState(false);
  const [target, setTarget] = useState<NoteTarget | null>(null);
  const permission = usePermission('notes');
  useHotkeys(isExpected ? [['Escape', () => setIsExpected(false)]] : []);
  const onRuns = useCallback(([firstRun, lastRun]: RunInterval, scope: NoteTarget) => {
    setIsExpected(false);
    setTarget({ ...scope, firstRun, lastRun });
  }, []);
  return {
    onRuns: isExpected ? onRuns : undefined,
    action: {
      label: 'Add note by dragging',
      disabled: permission?.isGranted !== true,
      title: permission?.denial ?? 'The next drag over a plot selects the runs of a note',
      run: () => setIsExpected(true),
    },
    overlay: (
      <>
        {isExpected ? (
          <div className={styles.hint} role="status">
            <Text size="sm">Drag over the runs of the note in a plot.</Text>
            <Button size="compact-sm" onClick={() => setIsExpected(false)}>
              Cancel
            </Button>
          </div>
        ) : null}
        {target ? <NoteDialog target={target} close={() => setTarget(null)} /> : null}
      </>
    ),
  };
}
