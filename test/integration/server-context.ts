import { pino } from 'pino';
import type { App } from '../../server/app/app.ts';
import type { ServerOptions } from '../../server/api/server.ts';
import type { Database } from '../../server/store/connection/database.ts';

const unexpected = (): never => {
  throw new Error('not expected in this test');
};

/** What a server of the API is started with. It has the database only: everything else fails unless it is given. */
export function serverOptions(database: Database, given: Partial<ServerOptions> = {}): ServerOptions {
  return {
    database,
    jobs: { app: brokenApp, openWorker: unexpected },
    scans: { start: unexpected, progress: unexpected },
    schedules: { list: unexpected, pause: unexpected, resume: unexpected },
    histograms: {
      read: unexpected,
      readFolder: unexpected,
      listElements: unexpected,
      findElement: unexpected,
      readSlice: unexpected,
      reduceFile: unexpected,
      readElements: unexpected,
      compareRuns: unexpected,
      compareSums: unexpected,
    },
    pictures: { draw: unexpected, drawHistogram: unexpected },
    installation: { version: '1.2.3', sample: true, eosRoot: '/eos', publicUrl: undefined, services: undefined },
    log: pino({ level: 'silent' }),
    clientFolder: '/nowhere',
    ...given,
  };
}

/** An app whose settings cannot be read, so that queries of the metrics fail. */
const brokenApp = {
  get settings(): never {
    throw new Error('secret detail of a fault');
  },
} as unknown as App;
