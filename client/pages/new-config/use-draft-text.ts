import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Update } from '../../url/use-url-state.ts';
import { type DraftView, fitsAddress } from './draft-view.ts';
import { sectionAt, sectionsOf, type TextSection } from '../../config-text/ini-text.ts';

/** The text of a draft while it is edited. */
export interface DraftText {
  readonly text: string;
  readonly sections: readonly TextSection[];
  /** The section that the form shows. */
  readonly section: TextSection | undefined;
  /** Whether the address has the text: it may be too long. */
  readonly isInAddress: boolean;
  /** Changes the text and, where a line is given, selects the section that contains it then. */
  readonly change: (text: string, line?: number) => void;
  /** Selects the section that contains a line. */
  readonly select: (line: number) => void;
}

/** Milliseconds without a change after which the address gets the text: browsers limit how often it changes. */
const addressDelay = 300;

/** The text of the address, which follows the edited one where it is short enough. */
export function useDraftText({ ini }: Pick<DraftView, 'ini'>, update: Update<DraftView>): DraftText {
  const [text, setText] = useState(ini);
  const [line, setLine] = useState(1);
  /** Texts that were written to the address: others come from a link or the browser's history. */
  const written = useRef(new Set([ini]));
  useEffect(() => {
    if (!written.current.has(ini)) setText(ini);
    written.current.add(ini);
  }, [ini]);
  const write = useDebouncedCallback((after: string) => {
    if (!fitsAddress(after)) return;
    written.current.add(after);
    update({ ini: after }, { replace: true });
  }, addressDelay);
  const sections = useMemo(() => sectionsOf(text), [text]);
  const section = sectionAt(sections, line);
  return {
    text,
    sections,
    section,
    isInAddress: useMemo(() => fitsAddress(text), [text]),
    change: (after, at) => {
      setText(after);
      if (at !== undefined) setLine(sectionAt(sectionsOf(after), at)?.line ?? at);
      write(after);
    },
    // Edits within a section leave its header where it is.
    select: (at) => setLine(sectionAt(sections, at)?.line ?? at),
  };
}
