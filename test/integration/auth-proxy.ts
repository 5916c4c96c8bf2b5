/**
 * nginx as a proxy that logs users in before it forwards their requests, with the headers of oauth2-proxy, which CERN's is. The part of such a proxy
 * that speaks to the issuer is a service here that has the access tokens of its sessions.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from './command.ts';
import { runNginx } from './nginx.ts';

export interface AuthProxy {
  readonly url: string;
  /** The access tokens of users by the value of the cookie `proxy`. */
  readonly sessions: Map<string, string>;
  close(): Promise<void>;
}

/** Starts the proxy at `port` in front of a server at `host:port`. */
export async function startAuthProxy(port: number, server: string): Promise<AuthProxy> {
  const sessions = new Map<string, string>();
  const login = createServer(({ headers }, response) => {
    const session = /(?:^|; )proxy=(\w+)/.exec(headers.cookie ?? '')?.[1] ?? '';
    const token = sessions.get(session);
    // A request with a bearer token of its own is passed on: the server verifies it.
    const isPassed = token !== undefined || headers.authorization?.startsWith('Bearer ') === true;
    response.writeHead(isPassed ? 200 : 401, token === undefined ? {} : { 'x-user': session, 'x-access-token': token });
    response.end();
  });
  await new Promise<void>((resolve) => login.listen(0, '127.0.0.1', resolve));
  const { folder, remove } = await temporaryFolder();
  await mkdir(path.join(folder, 'temp'));
  await writeFile(
    path.join(folder, 'nginx.conf'),
    `pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temp/${name};`).join('\n  ')}
  map $http_upgrade $connection_of_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    location = /alive { return 200 "alive"; }
    location = /session {
      internal;
      proxy_pass http://127.0.0.1:${(login.address() as AddressInfo).port};
      proxy_pass_request_body off;
      proxy_set_header Content-Length '';
    }
    location / {
      auth_request /session;
      auth_request_set $user $upstream_http_x_user;
      auth_request_set $token $upstream_http_x_access_token;
      proxy_pass http://${server};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_of_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-User $user;
      proxy_set_header X-Forwarded-Access-Token $token;
    }
  }
}
`,
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = await runNginx(folder, `${url}/alive`);
  return {
    url,
    sessions,
    close: async () => {
      await stop();
      login.closeAllConnections();
      await new Promise((resolve) => login.close(resolve));
      await remove();
    },
  };
}
