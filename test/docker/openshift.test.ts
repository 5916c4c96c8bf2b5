import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readSettings } from '../../server/app/settings.ts';
import { isSecret, settingList } from '../../server/app/setting-list.ts';
import { root, temporaryFolder } from '../integration/command.ts';
import { hasPythonModules, python } from '../tools/python.ts';

// That of old versions of kubectl, such as Debian's, lacks `labels` and `replicas`.
const kustomize = /Kustomize Version: v[5-9]/.test(
  spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' }).stdout ?? '',
);
const schemas = hasPythonModules('kubernetes_validate');
const overlays = ['dev', 'prod'] as const;

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom: readonly { readonly configMapRef?: { readonly name: string } }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}
interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly metadata: { readonly labels: object; readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: {
        readonly containers: readonly [Container];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
    readonly selector: object;
    readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
  };
}

/** What `oc apply --kustomize` sends to the platform. */
function render(overlay: (typeof overlays)[number]): { text: string; resources: readonly Resource[] } {
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', path.join(root, 'docker/openshift', overlay)], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return { text: stdout, resources: parseAllDocuments(stdout).map((document) => document.toJS() as Resource) };
}

const find = (resources: readonly Resource[], kind: string, name: string): Resource => {
  const found = resources.find((one) => one.kind === kind && one.metadata.name.startsWith(name));
  if (!found) throw new Error(`${kind} ${name} not found`);
  return found;
};
const containerOf = (resources: readonly Resource[], name: string): Container =>
  find(resources, 'Deployment', name).spec.template.spec.containers[0];

describe.skipIf(!kustomize)('the OpenShift manifests (skipped without a kubectl that contains kustomize 5)', () => {
  it.skipIf(!schemas)(
    'are valid for the schemas of Kubernetes (skipped without the Python package kubernetes-validate)',
    async () => {
      const { folder, remove } = await temporaryFolder();
      const validate = async (text: string): Promise<{ status: number | null; output: string }> => {
        const file = path.join(folder, 'all.yaml');
        await writeFile(file, text);
        const args = ['-m', 'kubernetes_validate', '--strict', '--kubernetes-version', '1.32', file];
        const { status, stdout, stderr } = spawnSync(python, args, { encoding: 'utf8' });
        return { status, output: stdout + stderr };
      };
      for (const overlay of overlays) {
        const { text, resources } = render(overlay);
        const { status, output } = await validate(text);
        expect(output.match(/passed for resource/g)).toHaveLength(resources.length - 1);
        // No package has the schema of routes: it is below.
        expect(output.match(/Couldn't find schema for kind (\w+)/g)).toEqual(["Couldn't find schema for kind Route"]);
        expect(status).toBe(0);
        expect((await validate(text.replace('readinessProbe', 'readyProbe'))).status).not.toBe(0);
      }
      await remove();
    },
  );

  it('have a route with TLS to web', () => {
    const route = z.strictObject({
      apiVersion: z.literal('route.openshift.io/v1'),
      kind: z.literal('Route'),
      metadata: z.looseObject({ annotations: z.record(z.string(), z.string()) }),
      spec: z.strictObject({
        host: z.string().regex(/^[-a-z0-9]+\.web\.cern\.ch$/),
        to: z.strictObject({ kind: z.literal('Service'), name: z.literal('hdqm-web'), weight: z.literal(100) }),
        port: z.strictObject({ targetPort: z.literal('http') }),
        tls: z.strictObject({
          termination: z.literal('edge'),
          insecureEdgeTerminationPolicy: z.literal('Redirect'),
        }),
        wildcardPolicy: z.literal('None'),
      }),
    });
    for (const overlay of overlays) {
      const { resources } = render(overlay);
      const { host } = route.parse(find(resources, 'Route', 'hdqm')).spec;
      expect(find(resources, 'ConfigMap', 'hdqm-settings').data?.['PUBLIC_URL']).toBe(`https://${host}`);
    }
  });

  it('start server and workers with valid settings, none of them secret', async () => {
    const secrets = { DATABASE_URL: 'postgresql://hdqm@db/hdqm', CLIENT_SECRET: 'a', OIDC_CLIENT_SECRET: 'b' };
    for (const overlay of overlays) {
      const { resources } = render(overlay);
      const settings = find(resources, 'ConfigMap', 'hdqm-settings');
      for (const name of ['hdqm-server', 'hdqm-worker']) {
        const { args, env = [], envFrom } = containerOf(resources, name);
        expect(args).toEqual([name === 'hdqm-server' ? 'serve' : 'worker']);
        expect(envFrom).toEqual([
          { configMapRef: { name: settings.metadata.name } },
          { secretRef: { name: 'hdqm-secrets' } },
        ]);
        const own = Object.fromEntries(env.map((one) => [one.name, one.value]));
        const given = Object.keys({ ...settings.data, ...own });
        expect(given.filter((one) => !(one in settingList))).toEqual(['TMPDIR', 'HOME']);
        expect(given.filter((one) => one in settingList && isSecret(one as keyof typeof settingList))).toEqual([]);
        const read = readSettings({ ...settings.data, ...own, ...secrets });
        expect(read).toMatchObject({ sample: false, EOS_ROOT: expect.stringMatching(/^\/eos\//) as string });
      }
    }
    const documented = await readFile(path.join(root, 'docs/deployment.md'), 'utf8');
    for (const secret of [...Object.keys(secrets), 'SESSION_SECRET', 'ADMIN_TOKEN'])
      expect(documented).toContain(`--from-literal=${secret}=`);
  });

  it('mount EOS, and do not use /tmp, which the mount has a volume at', () => {
    const { resources } = render('prod');
    for (const name of ['hdqm-server', 'hdqm-worker']) {
      const { metadata, spec } = find(resources, 'Deployment', name).spec.template;
      expect(metadata.annotations).toEqual({
        'eos.okd.cern.ch/mount-eos-with-credentials-from-secret': 'eos-credentials',
      });
      expect(spec.containers[0].volumeMounts.map(({ mountPath }) => mountPath)).toEqual(['/eos', '/scratch']);
      expect(spec.volumes).toContainEqual({ name: 'eos', persistentVolumeClaim: { claimName: 'eos' } });
    }
    expect(find(resources, 'PersistentVolumeClaim', 'eos').spec).toMatchObject({ storageClassName: 'eos' });
  });

  it('use the images, ports and probes of the Dockerfile', async () => {
    const dockerfile = await readFile(path.join(root, 'docker/Dockerfile'), 'utf8');
    const targets = [...dockerfile.matchAll(/^FROM .* AS (\w+)$/gm)].map(([, target]) => target);
    for (const overlay of overlays) {
      const { resources } = render(overlay);
      for (const [name, target, port] of [
        ['hdqm-server', 'server', 4000],
        ['hdqm-worker', 'server', 4001],
        ['hdqm-web', 'web', 8080],
      ] as const) {
        expect(targets).toContain(target);
        const { image, ports } = containerOf(resources, name);
        expect(image).toMatch(new RegExp(`/hdqm-${target}:[.\\w]+$`));
        expect(ports).toEqual([{ name: 'http', containerPort: port }]);
      }
      for (const name of ['hdqm-server', 'hdqm-web']) {
        const { selector, ports } = find(resources, 'Service', name).spec;
        expect(find(resources, 'Deployment', name).spec.template.metadata.labels).toMatchObject(selector);
        expect(ports).toMatchObject([
          { port: containerOf(resources, name).ports[0]?.containerPort, targetPort: 'http' },
        ]);
      }
      expect(containerOf(resources, 'hdqm-web').env).toContainEqual({
        name: 'HDQM_SERVER',
        value: 'hdqm-server.$(NAMESPACE).svc.cluster.local:4000',
      });
    }
  });

  it('give the process a user of the platform and no privilege', () => {
    const deployments = overlays
      .flatMap((overlay) => render(overlay).resources)
      .filter(({ kind }) => kind === 'Deployment');
    const memory = { memory: expect.any(String) as string };
    const securityContext = {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    };
    const pod = {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ securityContext, resources: { requests: memory, limits: memory } }],
    };
    expect(deployments.map(({ spec }) => spec.template.spec)).toMatchObject(overlays.flatMap(() => [pod, pod, pod]));
  });
});
