/** The tree of DQM files at EOS_ROOT: a folder of a file system, or one of a web server (WebDAV, byte ranges). */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { openConnections } from './enrich/connections.ts';
import type { ByteSource } from './read/byte-source.ts';
import { DamagedFileError, VanishedFileError } from './read/damage.ts';
import { HttpFile, type FileState } from './read/http-file.ts';
import { LocalFile } from './read/local-file.ts';
import { insideTree } from './scan/inside.ts';
import type { ListFolder, TreeEntry } from './scan/tree.ts';
import { parseMultistatus, WebDavError, type WebDavEntry } from './scan/webdav.ts';
import { WebFolder, WebFolderError } from './web-folder.ts';

/** The tree as a whole cannot be read at this moment: no file of it is to blame. */
export class EosGoneError extends Error {
  override name = 'EosGoneError';
}

/** How EOS is reached. */
export interface EosAccess {
  readonly EOS_ROOT: string;
  readonly EOS_TOKEN?: string | undefined;
  readonly EOS_TOKEN_FILE?: string | undefined;
  readonly CA_FILE?: string | undefined;
}

/** What of the settings is about EOS, to be handed to a thread. */
export function eosAccess({ EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE }: EosAccess): EosAccess {
  return { EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE };
}

/** A file that is open; `modifiedAt` as when it was opened. */
export type EosFile = ByteSource & FileState;

/** The tree. Paths are relative to its root, with `/`. */
export interface Eos {
  readonly root: string;
  /** What is in a folder; '' is the root. Throws the file system's error or a WebFolderError. */
  readonly list: ListFolder;
  /** Size and time of a file. Throws a VanishedFileError where it is not there, and like `list` for any other trouble. */
  state(file: string): Promise<FileState>;
  /** Opens a file to be read. Throws like `state`. */
  open(file: string): Promise<EosFile>;
  close(): Promise<void>;
}

/** Opens the tree. Throws a CertificateFileError. Nothing is asked of it yet. */
export function openEos(access: EosAccess, pauses?: readonly number[]): Eos {
  return /^https?:/.test(access.EOS_ROOT) ? new WebEos(access, pauses) : new LocalEos(access.EOS_ROOT);
}

class LocalEos implements Eos {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  readonly list = async (folder: string): Promise<TreeEntry[]> => {
    const entries = await readdir(path.join(this.root, folder), { withFileTypes: true });
    return entries.map((entry) => ({
      name: entry.name,
      kind: entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'file',
    }));
  };

  async state(file: string): Promise<FileState> {
    try {
      const { size, mtime } = await stat(await this.place(file));
      return { size, modifiedAt: mtime };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new VanishedFileError('the file is no longer there', { cause: error });
    }
  }

  async open(file: string): Promise<EosFile> {
    return LocalFile.open(await this.place(file));
  }

  private async place(file: string): Promise<string> {
    return insideTree(this.root, file).catch((error: Error) => {
      throw new DamagedFileError(error.message, { cause: error });
    });
  }

  async close(): Promise<void> {
    // A file system needs no leave-taking.
  }
}

/** How long the server may take to begin an answer, and to pause in it: a file may have to be fetched from a disk that sleeps. */
const patience = { milliseconds: 60_000 };
/** Requests to a server at once, from one thread. */
const mostConnections = 16;
/** Most bytes that a listing may have: some 50,000 files. */
const mostListed = 64 * 2 ** 20;

class WebEos implements Eos {
  readonly root: string;
  private readonly folder: WebFolder;
  private readonly connections: ReturnType<typeof openConnections>;

  constructor({ EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE }: EosAccess, pauses?: readonly number[]) {
    this.root = EOS_ROOT;
    this.connections = openConnections(CA_FILE, patience, mostConnections);
    this.folder = new WebFolder({
      root: EOS_ROOT,
      connections: this.connections,
      token: () => (EOS_TOKEN_FILE === undefined ? Promise.resolve(EOS_TOKEN) : readToken(EOS_TOKEN_FILE)),
      ...(pauses === undefined ? {} : { pauses }),
    });
  }

  readonly list = async (folder: string): Promise<TreeEntry[]> => (await this.properties(folder, '1')).inside;

  async state(file: string): Promise<FileState> {
    let self;
    try {
      ({ self } = await this.properties(file, '0'));
    } catch (error) {
      if (error instanceof WebFolderError && error.status === 404)
        throw new VanishedFileError('the file is no longer there', { cause: error });
      throw error;
    }
    if (self.kind === 'folder') throw new WebFolderError('it is a folder');
    return self;
  }

  open(file: string): Promise<EosFile> {
    return HttpFile.open(this.folder, file, () => this.state(file));
  }

  async close(): Promise<void> {
    await this.connections.close();
  }

  private async properties(place: string, depth: '0' | '1'): Promise<{ self: WebDavEntry; inside: WebDavEntry[] }> {
    const { status, body } = await this.folder.ask({
      method: 'PROPFIND',
      path: place,
      headers: { Depth: depth },
      expects: [207],
      mostBytes: mostListed,
    });
    try {
      return parseMultistatus(body.toString('utf8'));
    } catch (error) {
      if (!(error instanceof WebDavError)) throw error;
      const { host } = this.folder.root;
      throw new WebFolderError(`${host} cannot be understood: ${error.message}. Does it speak WebDAV?`, {
        status,
        cause: error,
      });
    }
  }
}

/** Read at each request: who renews tokens writes the file anew. */
async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new WebFolderError(`EOS_TOKEN_FILE names ${file}, which cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
