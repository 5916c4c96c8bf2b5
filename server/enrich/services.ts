import { openHttpAgent } from '../storage/http-agent.ts';
import { Oms } from './oms.ts';
import { RunRegistry } from './run-registry.ts';
import { readAnswers, startStandIn } from './stand-in.ts';
import { Tokens } from './tokens.ts';

/** OMS and Run Registry, opened. */
export interface Services {
  readonly oms: Oms;
  readonly rr: RunRegistry;
  close(): Promise<void>;
}

/** How the services are reached: the settings of the same names. */
export interface ServiceSettings {
  readonly CLIENT_ID?: string | undefined;
  readonly CLIENT_SECRET?: string | undefined;
  readonly TOKEN_URL: string;
  readonly OMS_URL: string;
  readonly OMS_AUDIENCE: string;
  readonly RR_URL: string;
  readonly RR_AUDIENCE: string;
  readonly SERVICE_RETRY_SECONDS: number;
  readonly CA_FILE?: string | undefined;
  /** Folder of recorded answers: they are served by stand-ins, and no service is queried. */
  readonly sampleAnswers?: string | undefined;
}

/** Opens OMS and Run Registry, or the stand-ins of the sample. Throws a CertificateFileError. */
export async function openServices(settings: ServiceSettings): Promise<Services> {
  const { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, CA_FILE, sampleAnswers } = settings;
  const standIn = sampleAnswers === undefined ? undefined : await startStandIn(() => readAnswers(sampleAnswers));
  const connections = openHttpAgent(CA_FILE);
  const tokens =
    clientId === undefined || clientSecret === undefined
      ? undefined
      : new Tokens({ url: settings.TOKEN_URL, clientId, clientSecret, connections });
  const common = { tokens, connections, restMs: Math.min(60, settings.SERVICE_RETRY_SECONDS) * 1000 };
  const oms = new Oms({ url: standIn?.omsUrl ?? settings.OMS_URL, audience: settings.OMS_AUDIENCE, ...common });
  const rr = new RunRegistry({ url: standIn?.rrUrl ?? settings.RR_URL, audience: settings.RR_AUDIENCE, ...common });
  return {
    oms,
    rr,
    close: async () => {
      oms.service.close();
      rr.service.close();
      await connections.close();
      await standIn?.close();
    },
  };
}
