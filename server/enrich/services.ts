import { openHttpAgent } from '../storage/http-agent.ts';
import { serviceCircuit } from '../retry/policy.ts';
import { Oms } from './oms.ts';
import { RunRegistry } from './run-registry.ts';
import { readAnswers, startStandIn } from './stand-in.ts';
import { Tokens } from './tokens.ts';

/** Clients of OMS and Run Registry. */
export interface Services {
  readonly oms: Oms;
  readonly rr: RunRegistry;
  close(): Promise<void>;
}

/** How to reach the services: the settings of the same names. */
export interface ServiceSettings {
  readonly CLIENT_ID?: string | undefined;
  readonly CLIENT_SECRET?: string | undefined;
  readonly TOKEN_URL: string;
  readonly OMS_URL: string;
  readonly OMS_AUDIENCE: string;
  readonly RR_URL: string;
  readonly RR_AUDIENCE: string;
  readonly RR_DATASETS: readonly string[];
  readonly SERVICE_RETRY_SECONDS: number;
  readonly CA_FILE?: string | undefined;
  /** Folder of recorded answers: sample stand-ins serve them, and no service is queried. */
  readonly sampleAnswers?: string | undefined;
}

/** Creates clients of OMS and Run Registry, or of the sample stand-ins. Throws a CertificateFileError or a ProxyError. */
export async function openServices(settings: ServiceSettings): Promise<Services> {
  const { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, CA_FILE, sampleAnswers } = settings;
  const standIn = sampleAnswers === undefined ? undefined : await startStandIn(() => readAnswers(sampleAnswers));
  const agent = openHttpAgent({ caFile: CA_FILE, proxies: standIn === undefined });
  const tokens =
    clientId === undefined || clientSecret === undefined
      ? undefined
      : new Tokens({ url: settings.TOKEN_URL, clientId, clientSecret, agent });
  const coolDownMs = Math.min(serviceCircuit.coolDownMs, settings.SERVICE_RETRY_SECONDS * 1000);
  const common = { tokens, agent, coolDownMs };
  const oms = new Oms({ url: standIn?.omsUrl ?? settings.OMS_URL, audience: settings.OMS_AUDIENCE, ...common });
  const rr = new RunRegistry({
    url: standIn?.rrUrl ?? settings.RR_URL,
    audience: settings.RR_AUDIENCE,
    datasets: settings.RR_DATASETS,
    ...common,
  });
  return {
    oms,
    rr,
    close: async () => {
      await agent.close();
      await standIn?.close();
    },
  };
}
