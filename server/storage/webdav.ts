import { readFile } from 'node:fs/promises';
import { storageTimeoutMs } from '../retry/policy.ts';
import { FileNotFoundError, HttpStorageError } from './errors.ts';
import { openHttpAgent } from './http-agent.ts';
import { HttpStorageClient } from './http-client.ts';
import { HttpFile } from './http-file.ts';
import { parseMultistatus, WebDavError, type WebDavEntry } from './multistatus.ts';
import type { DqmStorage, FileStat, StorageAccess, StorageFile, TreeEntry } from './storage.ts';

/** Max. connections per thread. */
const maxConnections = 16;
/** Max. size of a listing: some 50,000 files. */
const maxListingBytes = 64 * 2 ** 20;

/** The tree of a WebDAV server. */
export class WebDavStorage implements DqmStorage {
  readonly root: string;
  private readonly client: HttpStorageClient;
  private readonly agent: ReturnType<typeof openHttpAgent>;

  /** `retryDelaysMs` as in HttpStorageClient. Throws a CertificateFileError. */
  constructor({ EOS_ROOT, EOS_TOKEN, EOS_TOKEN_FILE, CA_FILE }: StorageAccess, retryDelaysMs?: readonly number[]) {
    this.root = EOS_ROOT;
    this.agent = openHttpAgent({ caFile: CA_FILE, timeoutMs: storageTimeoutMs, connections: maxConnections });
    this.client = new HttpStorageClient({
      root: EOS_ROOT,
      agent: this.agent,
      token: () => (EOS_TOKEN_FILE === undefined ? Promise.resolve(EOS_TOKEN) : readToken(EOS_TOKEN_FILE)),
      ...(retryDelaysMs === undefined ? {} : { retryDelaysMs }),
    });
  }

  readonly list = async (folder: string): Promise<TreeEntry[]> => (await this.properties(folder, '1')).inside;

  async stat(file: string): Promise<FileStat> {
    let self;
    try {
      ({ self } = await this.properties(file, '0'));
    } catch (error) {
      if (error instanceof HttpStorageError && error.status === 404)
        throw new FileNotFoundError(undefined, { cause: error });
      throw error;
    }
    if (self.kind === 'folder') throw new HttpStorageError('it is a folder');
    return self;
  }

  open(file: string): Promise<StorageFile> {
    return HttpFile.open(this.client, file, () => this.stat(file));
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private async properties(path: string, depth: '0' | '1'): Promise<{ self: WebDavEntry; inside: WebDavEntry[] }> {
    const { status, body } = await this.client.request({
      method: 'PROPFIND',
      path,
      headers: { Depth: depth },
      expectedStatuses: [207],
      maxBytes: maxListingBytes,
    });
    try {
      return parseMultistatus(body.toString('utf8'));
    } catch (error) {
      if (!(error instanceof WebDavError)) throw error;
      const { host } = this.client.root;
      throw new HttpStorageError(`invalid WebDAV response of ${host}: ${error.message}. Does it support WebDAV?`, {
        status,
        cause: error,
      });
    }
  }
}

/** Read at each request, since tokens are renewed by rewriting the file. */
async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new HttpStorageError(`EOS_TOKEN_FILE not readable: ${file} (${(error as Error).message})`, { cause: error });
  }
}
