import { readFile } from 'node:fs/promises';
import { openHttpAgent } from './http-agent.ts';
import type { DqmStorage, StorageAccess, StorageFile } from './storage.ts';
import { FileNotFoundError } from './errors.ts';
import { HttpFile, type FileState } from './http-file.ts';
import type { TreeEntry } from './storage.ts';
import { parseMultistatus, WebDavError, type WebDavEntry } from './multistatus.ts';
import { HttpStorageClient } from './http-client.ts';
import { HttpStorageError } from './errors.ts';

/** How long the server may take to begin an answer, and to pause in it: a file may have to be fetched from a disk that sleeps. */
const patience = { milliseconds: 60_000 };
/** Requests to a server at once, from one thread. */
const mostConnections = 16;
/** Most bytes that a listing may have: some 50,000 files. */
const mostListed = 64 * 2 ** 20;

/** The tree of a web server that speaks WebDAV. */
export class WebDavStorage implements DqmStorage {
  readonly root: string;
  private readonly folder: HttpStorageClient;
  private readonly connections: ReturnType<typeof openHttpAgent>;

  /** Throws a CertificateFileError. `pauses` as WebFolder has them. */
  constructor({ EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE }: StorageAccess, pauses?: readonly number[]) {
    this.root = EOS_ROOT;
    this.connections = openHttpAgent(CA_FILE, patience, mostConnections);
    this.folder = new HttpStorageClient({
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
      if (error instanceof HttpStorageError && error.status === 404)
        throw new FileNotFoundError('the file is no longer there', { cause: error });
      throw error;
    }
    if (self.kind === 'folder') throw new HttpStorageError('it is a folder');
    return self;
  }

  open(file: string): Promise<StorageFile> {
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
      throw new HttpStorageError(`${host} cannot be understood: ${error.message}. Does it speak WebDAV?`, {
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
    throw new HttpStorageError(`EOS_TOKEN_FILE names ${file}, which cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
