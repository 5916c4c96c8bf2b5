import type { ListedElementFragment } from '../generated/operations.ts';

/** A folder as it was read; undefined while it is being read. */
export type ReadFolder = {
  readonly state: string;
  readonly reason: string | null;
  readonly folders: readonly string[];
  readonly elements: readonly ListedElementFragment[];
};

/** A row of the tree. Levels count from 1. */
export type TreeRow =
  | {
      readonly kind: 'folder';
      readonly path: string;
      readonly name: string;
      readonly level: number;
      readonly isOpen: boolean;
    }
  | {
      readonly kind: 'element';
      readonly path: string;
      readonly name: string;
      readonly level: number;
      readonly element: ListedElementFragment;
      /** Where the rows above do not show it. */
      readonly folder?: string;
    }
  | { readonly kind: 'message'; readonly path: string; readonly level: number; readonly text: string };

/** The rows of a tree whose folders are read when they are opened: subfolders before MEs. */
export function treeRows(open: ReadonlySet<string>, contentsOf: (folder: string) => ReadFolder | undefined): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (folder: string, level: number): void => {
    const contents = contentsOf(folder);
    const message = (text: string): void => void rows.push({ kind: 'message', path: `${folder}/`, level, text });
    if (!contents) return message('Loading…');
    if (contents.state !== 'READ') return message(contents.reason ?? contents.state);
    for (const name of contents.folders) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const isOpen = open.has(path);
      rows.push({ kind: 'folder', path, name, level, isOpen });
      if (isOpen) add(path, level + 1);
    }
    for (const element of contents.elements)
      rows.push({ kind: 'element', path: element.path, name: element.path.slice(folder.length + 1), level, element });
    if (contents.folders.length === 0 && contents.elements.length === 0) message('Empty folder');
  };
  add('', 1);
  return rows;
}

/** The rows of a search: MEs by name, with their folders. */
export function matchRows(elements: readonly ListedElementFragment[]): TreeRow[] {
  return elements.map((element) => {
    const { path } = element;
    const slash = path.lastIndexOf('/');
    return { kind: 'element', path, name: path.slice(slash + 1), folder: path.slice(0, slash), level: 1, element };
  });
}

/** The folders above an ME or folder, the subsystem first; the list of subsystems, '', is not among them. */
export function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}
